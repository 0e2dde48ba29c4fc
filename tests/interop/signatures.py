# SPDX-License-Identifier: MIT
"""Signed models to and from OpenSSF's model_signing: tests/interop/signatures.py PROGRAM DIRECTORY."""
import itertools
import pathlib
import shutil
import subprocess
import sys

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
import model_signing

from checks import check, report

program, directory = sys.argv[1], pathlib.Path(sys.argv[2])
shutil.rmtree(directory, ignore_errors=True)
directory.mkdir(parents=True)
signature = directory / "model.sig"
curves = {"256": ec.SECP256R1, "384": ec.SECP384R1, "521": ec.SECP521R1}


def ours(*arguments):
    """Whether Lastro does it, and what it says."""
    done = subprocess.run([program, *arguments], check=False, capture_output=True, text=True)
    return done.returncode == 0, done.stderr


def they_verify(model, key, hashing=None):
    config = model_signing.verifying.Config().use_elliptic_key_verifier(public_key=key)
    try:
        (config.set_hashing_config(hashing) if hashing else config).verify(model, signature)
    except ValueError:
        return False
    return True


def they_sign(model, key, hashing=None):
    config = model_signing.signing.Config().use_elliptic_key_signer(private_key=key)
    config.set_hashing_config(hashing or model_signing.hashing.Config()).sign(model, signature)


def make(model):
    """Names that paths, JSON and the order of the files trip over."""
    shutil.rmtree(model, ignore_errors=True)
    for name in ("a", "a.b/c", "sub/a.txt", "sub-b.txt", "empty", "ü ☃ 😀/\"quoted\" it's", ".git/config", ".github/x",
                 ".gitignore", ".gitattributes", "sub/.git/x"):
        path = model / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"" if name == "empty" else name.encode() * 1000)


for size, curve in curves.items():
    private, public = directory / f"{size}.pem", directory / f"{size}.pub"
    if size == "384":  # one of Lastro's, the others of Python's
        check(ours("generate", size, private, public)[0], f"Lastro makes a key on P-{size}")
    else:
        key = ec.generate_private_key(curve())
        private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                              serialization.NoEncryption()))
        public.write_bytes(key.public_key().public_bytes(serialization.Encoding.PEM,
                                                         serialization.PublicFormat.SubjectPublicKeyInfo))

model = directory / "rain"
make(model)
for size in curves:
    private, public = directory / f"{size}.pem", directory / f"{size}.pub"
    check(ours("sign", model, signature, private)[0] and they_verify(model, public),
          f"model_signing verifies a directory that Lastro signed, P-{size}")
    they_sign(model, private)
    check(ours("verify", model, signature, public)[0], f"Lastro verifies a directory that model_signing signed, P-{size}")
    other = directory / ("384.pub" if size == "256" else "256.pub")
    said = ours("verify", model, signature, other)[1]
    check(": signature: " in said, f"  and not with another key: {said[said.find('signature:'):].strip()[:60]}")

private, public = directory / "256.pem", directory / "256.pub"
check(ours("sign", model / "a", signature, private)[0] and they_verify(model / "a", public), "one file, by Lastro")
they_sign(model / "a", private)
check(ours("verify", model / "a", signature, public)[0], "one file, by model_signing")
check(ours("sign", model, signature, private, "blake3")[0] and they_verify(model, public), "BLAKE3, by Lastro")
they_sign(model, private, model_signing.hashing.Config().use_file_serialization(hashing_algorithm="blake3"))
check(ours("verify", model, signature, public)[0], "BLAKE3, by model_signing")
they_sign(model, private, model_signing.hashing.Config().set_ignored_paths(paths=["sub", "a"]))
check(ours("verify", model, signature, public)[0], "paths that are ignored, by model_signing")
for weaker in ("blake2", "shards"):
    config = model_signing.hashing.Config()
    they_sign(model, private, config.use_shard_serialization() if weaker == "shards"
              else config.use_file_serialization(hashing_algorithm=weaker))
    check(": statement: " in ours("verify", model, signature, public)[1], f"Lastro refuses what it does not offer: {weaker}")

(model / "link").symlink_to("a")
links = model_signing.hashing.Config().set_allow_symlinks(True)
check(not ours("sign", model, signature, private)[0], "Lastro refuses a symbolic link")
they_sign(model, private, links)
check(ours("verify", model, signature, public)[0], "links that were followed, by model_signing")
check(ours("sign", model, signature, private, "sha256", "links")[0] and they_verify(model, public, links),
      "links that were followed, by Lastro")
(model / "link").unlink()

inside = model / "model.sig"
command = [sys.executable, "-m", "model_signing"]
check(ours("sign", model, inside, private)[0] and
      subprocess.run([*command, "verify", "key", model, "--signature", inside, "--public_key", public], check=False,
                     capture_output=True).returncode == 0, "the signature inside the model, by Lastro, on the command line")
inside.unlink()
subprocess.run([*command, "sign", "key", model, "--signature", inside, "--private_key", private], check=True,
               capture_output=True)
check(ours("verify", model, inside, public)[0], "the signature inside the model, by model_signing, on the command line")


def change(path):
    path.write_bytes(b"x" + path.read_bytes()[1:])


damages = {"a changed file": lambda: change(model / "sub/a.txt"), "a missing file": lambda: (model / "a").unlink(),
           "an empty file more": lambda: (model / "new").touch(), "a renamed file": lambda: (model / "a").rename(model / "b"),
           "a link in the place of a file": lambda: ((model / "a").unlink(), (model / "a").symlink_to("empty"))}
for (what, damage), signer in itertools.product(damages.items(), ("Lastro", "model_signing")):
    make(model)
    if signer == "Lastro":
        ours("sign", model, signature, private)
    else:
        they_sign(model, private)
    before = ours("verify", model, signature, public)[0] and they_verify(model, public)
    damage()
    check(before and not ours("verify", model, signature, public)[0] and not they_verify(model, public),
          f"{what} is refused by both, signed by {signer}")
report()
