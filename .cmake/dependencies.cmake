# lastro_dependency(package target): finds an installed package first; fetches it, pinned by hash, only where absent.
# Sets lastro_link_<package> to what a target links: the installed or fetched target here, the package's own name once
# Lastro is installed.

set(lastro_url_Eigen3 https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.gz)
set(lastro_hash_Eigen3 SHA256=8586084f71f9bde545ee7fa6d00288b264a2b7ac3607b974e54d13e7162c1c72)
set(lastro_url_nlohmann_json https://github.com/nlohmann/json/archive/refs/tags/v3.11.3.tar.gz)
set(lastro_hash_nlohmann_json SHA256=0d8ef5af7f9794e3263480193c491549b2ba6cc74bb018906202ada498a79406)
set(lastro_url_doctest https://github.com/doctest/doctest/archive/refs/tags/v2.4.11.tar.gz)
set(lastro_hash_doctest SHA256=632ed2c05a7f53fa961381497bf8069093f0d6628c5f26286161fbd32a560186)

macro(lastro_dependency package target)
  if(NOT TARGET ${target})
    find_package(${package} QUIET)
  endif()
  if(NOT TARGET ${target})
    if(NOT LASTRO_FETCH_DEPENDENCIES)
      message(FATAL_ERROR "lastro: ${package} is not installed and LASTRO_FETCH_DEPENDENCIES is OFF. "
                          "Install it (Debian: libeigen3-dev nlohmann-json3-dev doctest-dev), or ask for less: "
                          "-D LASTRO_COMPONENTS=core needs the standard library only.")
    endif()
    include(FetchContent)
    # Only the sources are wanted: SOURCE_SUBDIR names no project, so nothing of theirs is configured or installed.
    FetchContent_Declare(lastro_${package} URL ${lastro_url_${package}} URL_HASH ${lastro_hash_${package}}
      DOWNLOAD_EXTRACT_TIMESTAMP ON SOURCE_SUBDIR lastro-sources-only SYSTEM)
    FetchContent_MakeAvailable(lastro_${package})
    string(TOLOWER lastro_${package} lastro_fetched)
    add_library(lastro_fetched_${package} INTERFACE)
    add_library(${target} ALIAS lastro_fetched_${package})
    target_include_directories(lastro_fetched_${package} SYSTEM INTERFACE
      $<BUILD_INTERFACE:${${lastro_fetched}_SOURCE_DIR}>
      $<BUILD_INTERFACE:${${lastro_fetched}_SOURCE_DIR}/include>)
  endif()
  set(lastro_link_${package} $<BUILD_INTERFACE:${target}> $<INSTALL_INTERFACE:${target}>)
endmacro()
