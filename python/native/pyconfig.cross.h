/* pyconfig.h of the builds of CPython that people get (python.org, distributions, conda, uv), as much of it as the headers
 * of 3.8 to 3.13 and our sources look at; what stands here as a name without a value they only test for.
 *
 * A cross build takes it in place of the one that `configure` has written for the machine that builds. The sizes are those
 * of the ABIs: LP64 (System V x86-64 and AArch64 supplements, Apple's arm64), LLP64 (Windows x64). Nothing that changes
 * layouts is on: no Py_DEBUG, no Py_TRACE_REFS, no Py_GIL_DISABLED; such builds have other names for their libraries and
 * do not load ours. What is tested for is told by `grep '#.*if' Include`, what it means by CPython's pyconfig.h.in and
 * PC/pyconfig.h. */

#ifndef Py_PYCONFIG_H
#define Py_PYCONFIG_H

#define SIZEOF_SHORT 2
#define SIZEOF_INT 4
#define SIZEOF_LONG_LONG 8
#define SIZEOF_VOID_P 8
#define SIZEOF_SIZE_T 8
#define SIZEOF_UINTPTR_T 8
#define SIZEOF_TIME_T 8
#define SIZEOF_FLOAT 4
#define SIZEOF_DOUBLE 8
#define SIZEOF__BOOL 1
#define ALIGNOF_LONG 8
#define ALIGNOF_SIZE_T 8
#define DOUBLE_IS_LITTLE_ENDIAN_IEEE754 1

#define STDC_HEADERS 1
#define HAVE_COPYSIGN 1
#define HAVE_DECL_ISFINITE 1
#define HAVE_DECL_ISINF 1
#define HAVE_DECL_ISNAN 1
#define HAVE_ERRNO_H 1
#define HAVE_HYPOT 1
#define HAVE_PROTOTYPES 1
#define HAVE_ROUND 1
#define HAVE_SIGNAL_H 1
#define HAVE_SSIZE_T 1
#define HAVE_STDARG_PROTOTYPES 1
#define HAVE_STDDEF_H 1
#define HAVE_STDINT_H 1
#define HAVE_STDLIB_H 1
#define HAVE_STRING_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_WCHAR_H 1
#define WITH_DECIMAL_CONTEXTVAR 1
#define WITH_DOC_STRINGS 1
#define WITH_FREELISTS 1
#define WITH_PYMALLOC 1

#if defined(_WIN64)

#define MS_WINDOWS 1
#define MS_WIN32 1
#define MS_WIN64 1
#define NT_THREADS 1
#define WITH_THREAD 1
#define Py_ENABLE_SHARED 1
#define HAVE_DECLSPEC_DLL 1
#define HAVE_DYNAMIC_LOADING 1
#define HAVE_LARGEFILE_SUPPORT 1
#define SIZEOF_LONG 4
#define SIZEOF_WCHAR_T 2
#define SIZEOF_OFF_T 4
#define SIZEOF_FPOS_T 8
#define SIZEOF_PID_T 4
#define ALIGNOF_MAX_ALIGN_T 8
#define PLATLIBDIR "lib"

#elif defined(__linux__) || defined(__APPLE__)

#define HAVE_CLOCK_GETTIME 1
#define HAVE_DLOPEN 1
#define HAVE_DYNAMIC_LOADING 1
#define HAVE_FORK 1
#define HAVE_INTTYPES_H 1
#define HAVE_LANGINFO_H 1
#define HAVE_PTHREAD_H 1
#define HAVE_READLINK 1
#define HAVE_REALPATH 1
#define HAVE_SIGACTION 1
#define HAVE_SIGALTSTACK 1
#define HAVE_SYS_SELECT_H 1
#define HAVE_SYS_TIME_H 1
#define HAVE_TIMES 1
#define HAVE_UNISTD_H 1
/* Of two ways to the same layouts, that which older compilers understand as well. */
#define HAVE_BUILTIN_ATOMIC 1
#define HAVE_STD_ATOMIC 1
#define TIME_WITH_SYS_TIME 1
#define _POSIX_THREADS 1
#define SIZEOF_LONG 8
#define SIZEOF_WCHAR_T 4
#define SIZEOF_OFF_T 8
#define SIZEOF_FPOS_T 16
#define SIZEOF_PID_T 4
#define SIZEOF_PTHREAD_T 8
#if defined(__APPLE__)
#define HAVE_KQUEUE 1
#define PY_FORMAT_SIZE_T "z"
#else
#define HAVE_PTHREAD_CONDATTR_SETCLOCK 1
#define HAVE_SEM_TIMEDWAIT 1
#endif
#if defined(__APPLE__) && defined(__aarch64__)
#define ALIGNOF_MAX_ALIGN_T 8
#else
#define ALIGNOF_MAX_ALIGN_T 16
#endif
#if defined(__linux__)
#define PY_HAVE_PERF_TRAMPOLINE 1
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#endif

#else
#error "no build of CPython for this system is known here"
#endif

#endif
