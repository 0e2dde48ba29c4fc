// SPDX-License-Identifier: MIT
// lastro/hash.hpp
//
// Everything of the room `hash`: digests, BLAKE3, SHA-256, MD5, canonical feeding. Standard library and POSIX only.
#pragma once

#include <lastro/hash/blake3.hpp>
#include <lastro/hash/blake3_many.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/hash/file.hpp>
#include <lastro/hash/level.hpp>
#include <lastro/hash/md5.hpp>
#include <lastro/hash/outboard.hpp>
#include <lastro/hash/sha256.hpp>
