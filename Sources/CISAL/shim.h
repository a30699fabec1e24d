// The erasure codes of ISA-L, and the list of its calls that the media thread may make. A function
// is on that list because it neither allocates nor locks: it works on the caller's memory and on
// constant tables; the first call of each also chooses the variant for the processor.
#pragma once
#include <isa-l/erasure_code.h>

#define JN_ISAL_REALTIME \
    __attribute__((swift_attr("@_noLocks"))) __attribute__((swift_attr("@_noAllocation")))

JN_ISAL_REALTIME void ec_init_tables(
    int k, int rows, unsigned char *coefficients, unsigned char *tables);
JN_ISAL_REALTIME void ec_encode_data(
    int len, int k, int rows, unsigned char *tables, unsigned char **data, unsigned char **coding);
JN_ISAL_REALTIME void ec_encode_data_update(
    int len, int k, int rows, int column, unsigned char *tables, unsigned char *data,
    unsigned char **coding);
JN_ISAL_REALTIME int gf_invert_matrix(unsigned char *in, unsigned char *out, const int n);
