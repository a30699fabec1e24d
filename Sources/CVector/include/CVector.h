// Inner loops in double precision, each compiled twice where that is of use: for what every x86-64
// has, and for AVX2 with FMA, which is taken where it is there. Nothing allocates or locks.
#pragma once

#include <stdbool.h>

// Whether it is AVX2 with FMA that is taken.
bool cv_is_wide(void);

// The sum of x[i] y[i], i < count.
double cv_dot(const double *x, const double *y, long count);

// y[i] += factor x[i], i < count.
void cv_add_scaled(double *y, const double *x, double factor, long count);

// x[i] += factor x[last - i], for all i = 0 ... last at once.
void cv_add_mirrored(double *x, double factor, long last);

// One pass of the complex transform over half numbers: butterflies `span` apart, turned by turns[k].
// Span is a power of two, 4 at least.
void cv_butterflies(double *re, double *im, const double *turns_re, const double *turns_im,
                    long half, long span);
