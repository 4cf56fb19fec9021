#pragma once
// Swift cannot see variadic functions and function-like macros of C; what Archives needs of them stands here.
#include <archive.h>
