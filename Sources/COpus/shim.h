// libopus, with two things that Swift cannot say by itself: the variadic opus_*_ctl calls spelled
// out one by one, and the list of calls that the media thread may make while the link is up. A
// function is on that list because libopus, in its usual build with C99 variable arrays or alloca,
// neither allocates nor locks in it: it works on the stack (77 kB at most, measured with 1.3.1).
#pragma once
#include <opus.h>
#include <opus_multistream.h>

#define JN_OPUS_REALTIME \
    __attribute__((swift_attr("@_noLocks"))) __attribute__((swift_attr("@_noAllocation")))

JN_OPUS_REALTIME int opus_multistream_encode_float(
    OpusMSEncoder *e, const float *pcm, int frames, unsigned char *data, opus_int32 capacity);
JN_OPUS_REALTIME int opus_multistream_decode_float(
    OpusMSDecoder *d, const unsigned char *data, opus_int32 size, float *pcm, int frames, int fec);

JN_OPUS_REALTIME static inline int jn_opus_set_bitrate(OpusMSEncoder *e, opus_int32 v) {
    return opus_multistream_encoder_ctl(e, OPUS_SET_BITRATE(v));
}
JN_OPUS_REALTIME static inline int jn_opus_set_packet_loss(OpusMSEncoder *e, opus_int32 percent) {
    return opus_multistream_encoder_ctl(e, OPUS_SET_PACKET_LOSS_PERC(percent));
}
JN_OPUS_REALTIME static inline int jn_opus_encoder_reset(OpusMSEncoder *e) {
    return opus_multistream_encoder_ctl(e, OPUS_RESET_STATE);
}
JN_OPUS_REALTIME static inline int jn_opus_decoder_reset(OpusMSDecoder *d) {
    return opus_multistream_decoder_ctl(d, OPUS_RESET_STATE);
}
static inline int jn_opus_set_inband_fec(OpusMSEncoder *e, opus_int32 v) {
    return opus_multistream_encoder_ctl(e, OPUS_SET_INBAND_FEC(v));
}
static inline int jn_opus_set_complexity(OpusMSEncoder *e, opus_int32 v) {
    return opus_multistream_encoder_ctl(e, OPUS_SET_COMPLEXITY(v));
}
static inline int jn_opus_set_vbr(OpusMSEncoder *e, opus_int32 v) {
    return opus_multistream_encoder_ctl(e, OPUS_SET_VBR(v));
}
static inline int jn_opus_set_vbr_constraint(OpusMSEncoder *e, opus_int32 v) {
    return opus_multistream_encoder_ctl(e, OPUS_SET_VBR_CONSTRAINT(v));
}
static inline int jn_opus_get_lookahead(OpusMSEncoder *e, opus_int32 *v) {
    return opus_multistream_encoder_ctl(e, OPUS_GET_LOOKAHEAD(v));
}
