# tap_test(name LABEL label [TIMEOUT seconds] COMMAND ...): one ctest test that speaks TAP.
function(tap_test name)
	cmake_parse_arguments(T "SERIAL" "LABEL;TIMEOUT" "COMMAND" ${ARGN})
	if(NOT T_TIMEOUT)
		set(T_TIMEOUT 120)
	endif()
	add_test(NAME ${name} COMMAND ${T_COMMAND})
	set_tests_properties(${name} PROPERTIES
		LABELS "${T_LABEL}" TIMEOUT ${T_TIMEOUT} RUN_SERIAL "${T_SERIAL}"
		FAIL_REGULAR_EXPRESSION "(^|\n)not ok;(^|\n)Bail out!"
		ENVIRONMENT "EMULATOR_BIN=${PROJECT_BINARY_DIR}/bin/imagekit-emulator;SOURCE_DIR=${PROJECT_SOURCE_DIR};BUILD_DIR=${PROJECT_BINARY_DIR};PYTHONPATH=${PROJECT_SOURCE_DIR}/server/tests/support;PYTHONUNBUFFERED=1;PYTHONDONTWRITEBYTECODE=1;CK_DEFAULT_TIMEOUT=60")
endfunction()
