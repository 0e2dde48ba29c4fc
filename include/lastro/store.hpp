// SPDX-License-Identifier: MIT
// lastro/store.hpp
//
// Which versions of this data have there been? Includes every header of the room store.
#pragma once

#include <lastro/store/canonical_json.hpp>
#include <lastro/store/chunker.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/directory_remote.hpp>
#include <lastro/store/directory_scan.hpp>
#include <lastro/store/directory_store.hpp>
#include <lastro/store/dvc_cache.hpp>
#include <lastro/store/dvc_directory.hpp>
#include <lastro/store/dvc_file.hpp>
#include <lastro/store/fastcdc.hpp>
#include <lastro/store/fsck.hpp>
#include <lastro/store/garbage.hpp>
#include <lastro/store/history.hpp>
#include <lastro/store/json_cursor.hpp>
#include <lastro/store/json_fields.hpp>
#include <lastro/store/json_numbers.hpp>
#include <lastro/store/lfs_objects.hpp>
#include <lastro/store/lfs_pointer.hpp>
#include <lastro/store/manifest.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/object_walk.hpp>
#include <lastro/store/oci_layout.hpp>
#include <lastro/store/pack.hpp>
#include <lastro/store/pack_set.hpp>
#include <lastro/store/pack_writer.hpp>
#include <lastro/store/remote.hpp>
#include <lastro/store/repository.hpp>
#include <lastro/store/snapshot.hpp>
#include <lastro/store/snapshot_diff.hpp>
#include <lastro/store/snapshot_directory.hpp>
#include <lastro/store/stat_index.hpp>
#include <lastro/store/tree.hpp>
#include <lastro/store/verify_report.hpp>
#include <lastro/store/xet.hpp>
#include <lastro/store/yaml.hpp>
