# Install rules: headers, one export per component, a package file and a pkg-config file.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(lastro_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/lastro)
foreach(component core train lastro)
  if(TARGET lastro_${component})
    install(TARGETS lastro_${component} EXPORT lastro-${component}-targets FILE_SET HEADERS)
    install(EXPORT lastro-${component}-targets NAMESPACE lastro:: DESTINATION ${lastro_package_dir})
  endif()
endforeach()

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/lastro/with DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lastro)

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/lastro-config.cmake.in
  ${PROJECT_BINARY_DIR}/lastro-config.cmake INSTALL_DESTINATION ${lastro_package_dir}
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/lastro-config-version.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/lastro-config.cmake ${PROJECT_BINARY_DIR}/lastro-config-version.cmake
  DESTINATION ${lastro_package_dir})

configure_file(${CMAKE_CURRENT_LIST_DIR}/lastro.pc.in ${PROJECT_BINARY_DIR}/lastro.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/lastro.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
