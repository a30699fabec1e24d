// What soundjudge needs of Linux and Swift's Glibc does not show.
#pragma once

/// Keeps the calling thread on `processor`, at the highest real-time priority: 0, or an errno.
int judge_keep_on(int processor);

/// Closes `descriptor` and every one above it; async-signal-safe.
void judge_close_from(int descriptor);

/// Keeps `processor` busy for ever, with whatever nobody else wants of it; returns where it cannot.
int judge_stay_busy(int processor);
