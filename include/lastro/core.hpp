// SPDX-License-Identifier: MIT
// lastro/core.hpp
//
// Everything of the room `core`: errors, bytes, text, files, threads, time, terminal. Standard library and POSIX only.
#pragma once

#include <lastro/core/atomic_file.hpp>
#include <lastro/core/base64.hpp>
#include <lastro/core/build.hpp>
#include <lastro/core/byte_stream.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/clock.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/directory.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/file_lock.hpp>
#include <lastro/core/hardware_threads.hpp>
#include <lastro/core/json_cursor.hpp>
#include <lastro/core/json_text.hpp>
#include <lastro/core/mapped_file.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/core/path.hpp>
#include <lastro/core/process.hpp>
#include <lastro/core/sort.hpp>
#include <lastro/core/terminal.hpp>
#include <lastro/core/text.hpp>
#include <lastro/core/thread_team.hpp>
