// SPDX-License-Identifier: MIT
// lastro/store/directory_remote.hpp
//
// How are versions kept on another disk, or a network's? As a repository there, which is one like any other.
//
//   repository.push(store::directory_remote{"/mnt/backup/data.lastro"});
//   store::repository{"/mnt/backup/data.lastro"}.verify();
//
// POSIX; locks are as good as those of the file system.
#pragma once

#include <string>   // string
#include <utility>  // move

#include <lastro/store/codec.hpp>
#include <lastro/store/history.hpp>
#include <lastro/store/remote.hpp>
#include <lastro/store/repository.hpp>

namespace lastro::inline v0::store {

/// A repository in another directory, opened or created.
class directory_remote : public history_end {
public:
    /// With a codec, what is sent there is compressed. @throws as the constructor of `repository`.
    explicit directory_remote(std::string directory, const codec& packed = {})
        : history_end(history{repository{std::move(directory)}.directory(), packed}) {}
};

static_assert(remote<directory_remote>);

}  // namespace lastro::inline v0::store
