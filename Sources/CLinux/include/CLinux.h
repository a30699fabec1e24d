// What jacknet needs of Linux and that Swift cannot call by itself.
#pragma once
#define _GNU_SOURCE 1
#include <stdint.h>

/// Sets flush-to-zero and denormals-are-zero for the calling thread (x86-64 and arm64; elsewhere nothing).
void jn_flush_denormals(void);
