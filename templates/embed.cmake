# Puts every file of the template folders into the program: one generated table of path and text.
file(GLOB_RECURSE template_files RELATIVE ${CMAKE_CURRENT_LIST_DIR} CONFIGURE_DEPENDS
  ${CMAKE_CURRENT_LIST_DIR}/*/*)
list(SORT template_files)
set(TEMPLATE_ENTRIES "")
foreach(path IN LISTS template_files)
  file(READ ${CMAKE_CURRENT_LIST_DIR}/${path} text)
  string(APPEND TEMPLATE_ENTRIES "      {R\"~~(${path})~~\", R\"~~(${text})~~\"},\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/${path})
endforeach()
configure_file(${CMAKE_CURRENT_LIST_DIR}/embedded.cpp.in ${CMAKE_BINARY_DIR}/templates/embedded.cpp @ONLY)
add_library(dbtool_templates STATIC ${CMAKE_BINARY_DIR}/templates/embedded.cpp)
target_link_libraries(dbtool_templates PRIVATE dbtool_warnings)
