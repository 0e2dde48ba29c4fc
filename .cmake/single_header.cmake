# Writes OUT/lastro/lastro.hpp and OUT/lastro/drift.hpp: every lastro header once, in the order of inclusion, with
# the standard and third-party includes where they stood.
cmake_policy(VERSION 3.25)

function(amalgamate umbrella)
  set_property(GLOBAL PROPERTY seen "")
  set(text "// SPDX-License-Identifier: MIT
// lastro/${umbrella}, as one file: made from include/lastro by the target single_header. Do not edit.
#pragma once
")
  append_header(${umbrella} body)
  file(WRITE ${OUT}/lastro/${umbrella}.tmp "${text}${body}")
  file(COPY_FILE ${OUT}/lastro/${umbrella}.tmp ${OUT}/lastro/${umbrella} ONLY_IF_DIFFERENT)
  file(REMOVE ${OUT}/lastro/${umbrella}.tmp)
endfunction()

# The text of lastro/<name> with its lastro includes replaced by their text, or nothing if it was there before.
function(append_header name result)
  get_property(seen GLOBAL PROPERTY seen)
  if(name IN_LIST seen)
    set(${result} "" PARENT_SCOPE)
    return()
  endif()
  set_property(GLOBAL APPEND PROPERTY seen ${name})

  file(READ ${ROOT}/include/lastro/${name} rest)
  string(REPLACE "#pragma once\n" "" rest "${rest}")
  set(output "\n// ---- lastro/${name} ----\n")
  while(TRUE)
    string(FIND "${rest}" "\n#include <lastro/" at)  # at the start of a line: not in a comment
    if(at EQUAL -1)
      break()
    endif()
    math(EXPR at "${at} + 1")
    string(SUBSTRING "${rest}" 0 ${at} before)
    string(SUBSTRING "${rest}" ${at} -1 rest)
    string(FIND "${rest}" "\n" end)
    string(SUBSTRING "${rest}" 0 ${end} line)
    string(SUBSTRING "${rest}" ${end} -1 rest)  # keeps the line's end, before which the next one is looked for
    string(APPEND output "${before}")
    if(line MATCHES "^#include <lastro/([^>]+)>")
      append_header(${CMAKE_MATCH_1} inner)
      string(APPEND output "${inner}")
    endif()
  endwhile()
  set(${result} "${output}${rest}" PARENT_SCOPE)
endfunction()

amalgamate(lastro.hpp)
amalgamate(drift.hpp)
