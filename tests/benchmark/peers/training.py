#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What scikit-learn and PyTorch take for a step of training: training.py RESULTS.json, after training.cpp wrote that file.

Both sides in turns, nine rounds after one that does not count; what counts is the median of the ratios: of processor time on
one thread, of elapsed time on two: these only where processors are free, or waiting for one is all that is seen. The tasks are those of training.cpp, which answers as `build/benchmark/training --serve`.
"""
import json
import os
import subprocess
import sys
import time
import warnings

import numpy
import sklearn
import torch
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

ROUNDS = 9
TASKS = [  # name, units, rows, batch, epochs: in the order of training.cpp
    ("100-64-1, batch 32", [100, 64, 1], 3200, 32, 20),
    ("784-256-128-10, batch 128", [784, 256, 128, 10], 1280, 128, 32),
    ("logistic, 20 columns, batch 1", [20, 1], 20000, 1, 20),
    ("logistic, 100 columns, batch 1", [100, 1], 20000, 1, 20),
    ("logistic, 20 columns, batch 32", [20, 1], 20000, 32, 20),
    ("logistic, 100 columns, batch 32", [100, 1], 20000, 32, 20),
    ("logistic, 20 columns, batch 32, 2,000 rows", [20, 1], 2000, 32, 200),
    ("logistic, 100 columns, batch 32, 2,000 rows", [100, 1], 2000, 32, 200),
    ("logistic, 20 columns, batch 256, 2,000 rows", [20, 1], 2000, 256, 200),
    ("logistic, 100 columns, batch 256, 2,000 rows", [100, 1], 2000, 256, 200),
]


def data(units, rows):
    x = numpy.random.default_rng(1).random((rows, units[0]))
    return x, numpy.floor(x[:, 0] * max(units[-1], 2)).astype(int)


def scikit_learn(units, x, y, batch, epochs):
    if len(units) == 2:
        model = SGDClassifier(loss="log_loss", penalty=None, learning_rate="constant", eta0=0.01, max_iter=epochs,
                              tol=None, random_state=0)
    else:
        model = MLPClassifier(units[1:-1], batch_size=batch, max_iter=epochs, alpha=0, tol=0,
                              n_iter_no_change=10 ** 6, random_state=0)
    model.fit(x, y)


def pytorch(kind):
    def train(units, x, y, batch, epochs):
        x = torch.from_numpy(x).to(kind)
        one = units[-1] == 1
        y = torch.from_numpy(y).to(kind).unsqueeze(1) if one else torch.from_numpy(y)
        layers = []
        for inputs, outputs in zip(units, units[1:]):
            layers += [torch.nn.Linear(inputs, outputs, dtype=kind), torch.nn.ReLU()]
        net = torch.nn.Sequential(*layers[:-1])
        rule = torch.optim.Adam(net.parameters(), fused=True)  # the fastest of its three
        loss = torch.nn.BCEWithLogitsLoss() if one else torch.nn.CrossEntropyLoss()
        for _ in range(epochs):
            order = torch.randperm(len(x))
            for first in range(0, len(x), batch):
                rows = order[first:first + batch]
                rule.zero_grad(set_to_none=True)
                loss(net(x[rows]), y[rows]).backward()
                rule.step()
    return train


def measured(work, clock):
    start = clock()
    work()
    return clock() - start


def main(path):
    warnings.simplefilter("ignore")
    with open(path, encoding="utf-8") as file:
        results = json.load(file)
    server = subprocess.Popen(["build/benchmark/training", "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True)

    def ours(task, threads, shards, kind):
        server.stdin.write(f"{task} {threads} {shards} {kind}\n")
        server.stdin.flush()
        processor, elapsed = map(float, server.stdout.readline().split())
        return processor if threads == 1 else elapsed

    idle = os.getloadavg()[0] < 0.7 and os.cpu_count() >= 2
    if not idle:
        print(f"two threads: left out, others are at work here (load {os.getloadavg()[0]:.1f})")
    peers = [(f"scikit-learn {sklearn.__version__}", scikit_learn),
             (f"PyTorch {torch.__version__.split('+')[0]}, double", pytorch(torch.float64)),
             (f"PyTorch {torch.__version__.split('+')[0]}, float", pytorch(torch.float32))]
    for task, (name, units, rows, batch, epochs) in enumerate(TASKS):
        network = len(units) > 2
        x, y = data(units, rows)
        for peer, train in peers if network else peers[:1]:
            for threads in (1, 2) if network and idle else (1,):
                torch.set_num_threads(threads)
                clock = time.process_time_ns if threads == 1 else time.perf_counter_ns
                times = []
                for _ in range(ROUNDS + 1):
                    own = [ours(task, threads, shards, "float" if peer.endswith("float") else "double") for shards in (8, threads)]
                    with threadpool_limits(threads):
                        per = rows * epochs if not network else rows // batch * epochs
                        theirs = measured(lambda: train(units, x, y, batch, epochs), clock) / per
                    if not network:
                        own = [step / batch for step in own]  # of a row: the peer has no batches
                    time.sleep(0.02)
                    times.append((own, theirs))
                for i, shards in enumerate((8, threads) if batch > 1 else (8,)):
                    mine, other, ratio = (float(numpy.median(values)) for values in zip(
                        *((own[i], theirs, theirs / own[i]) for own, theirs in times[1:])))
                    full = f"{name}, threads {threads}, shards {shards}"
                    results.append({"name": full, "ours": round(mine, 1), "peer": peer, "peer_value": round(other, 1),
                                    "unit": "ns per step" if network else "ns per row", "ratio": round(ratio, 3)})
                    print(f"{full:46} {mine / 1e3:12.3f} {other / 1e3:12.3f} {peer:24} {ratio:8.2f}", flush=True)
    server.stdin.close()
    with open(path, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(result) for result in results) + "\n]\n")


if __name__ == "__main__":
    main(sys.argv[1])
