#include "CVector.h"

// ThreadSanitizer instruments what chooses between clones, which runs before ThreadSanitizer does.
#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#define CV_CLONES __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define CV_CLONES
#endif

typedef double four __attribute__((vector_size(32), aligned(8), may_alias));

#define LOAD(place) (*(const four *)(place))
#define STORE(place, value) (*(four *)(place) = (value))
#define TURNED(value) __builtin_shufflevector(value, value, 3, 2, 1, 0)

bool cv_is_wide(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return false;
#endif
}

CV_CLONES
double cv_dot(const double *x, const double *y, long count) {
    four a = {0}, b = {0}, c = {0}, d = {0};
    long i = 0;
    for (; i + 16 <= count; i += 16) {
        a += LOAD(x + i) * LOAD(y + i);
        b += LOAD(x + i + 4) * LOAD(y + i + 4);
        c += LOAD(x + i + 8) * LOAD(y + i + 8);
        d += LOAD(x + i + 12) * LOAD(y + i + 12);
    }
    for (; i + 4 <= count; i += 4) a += LOAD(x + i) * LOAD(y + i);
    a = (a + b) + (c + d);
    double sum = (a[0] + a[1]) + (a[2] + a[3]);
    for (; i < count; i++) sum += x[i] * y[i];
    return sum;
}

CV_CLONES
void cv_add_scaled(double *y, const double *x, double factor, long count) {
    long i = 0;
    for (; i + 4 <= count; i += 4) STORE(y + i, LOAD(y + i) + factor * LOAD(x + i));
    for (; i < count; i++) y[i] += factor * x[i];
}

CV_CLONES
void cv_add_mirrored(double *x, double factor, long last) {
    long low = 0, high = last;
    for (; low + 8 <= high + 1; low += 4, high -= 4) {
        four rising = LOAD(x + low), falling = LOAD(x + high - 3);
        STORE(x + low, rising + factor * TURNED(falling));
        STORE(x + high - 3, falling + factor * TURNED(rising));
    }
    for (; low < high; low++, high--) {
        double rising = x[low], falling = x[high];
        x[low] = rising + factor * falling;
        x[high] = falling + factor * rising;
    }
    if (low == high) x[low] += factor * x[low];
}

CV_CLONES
void cv_butterflies(double *re, double *im, const double *turns_re, const double *turns_im,
                    long half, long span) {
    for (long block = 0; block < half; block += 2 * span) {
        for (long k = 0; k < span; k += 4) {
            double *low_re = re + block + k, *low_im = im + block + k;
            double *high_re = low_re + span, *high_im = low_im + span;
            four c = LOAD(turns_re + k), s = LOAD(turns_im + k);
            four x = LOAD(high_re), y = LOAD(high_im);
            four turned_re = c * x + s * y, turned_im = c * y - s * x;
            x = LOAD(low_re);
            y = LOAD(low_im);
            STORE(high_re, x - turned_re);
            STORE(high_im, y - turned_im);
            STORE(low_re, x + turned_re);
            STORE(low_im, y + turned_im);
        }
    }
}
