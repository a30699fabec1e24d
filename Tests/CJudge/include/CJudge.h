// What soundjudge needs of Linux and Swift's Glibc does not show.
#pragma once

/// Closes `descriptor` and every one above it; async-signal-safe.
void judge_close_from(int descriptor);
