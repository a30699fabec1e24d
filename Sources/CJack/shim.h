// libjack, with two things that Swift cannot say by itself: the variadic jack_client_open spelled
// out, and the list of calls that a process callback may make. A function is on that list because
// its implementation in JACK2 and in PipeWire neither locks nor allocates; nothing else is let in.
#pragma once
#include <jack/jack.h>
#include <jack/statistics.h>

#define JN_REALTIME \
    __attribute__((swift_attr("@_noLocks"))) __attribute__((swift_attr("@_noAllocation")))

JN_REALTIME void *jack_port_get_buffer(jack_port_t *port, jack_nframes_t frames);
JN_REALTIME jack_nframes_t jack_frames_since_cycle_start(const jack_client_t *client);
JN_REALTIME jack_nframes_t jack_last_frame_time(const jack_client_t *client);
JN_REALTIME float jack_get_xrun_delayed_usecs(jack_client_t *client);

static inline jack_client_t *jn_client_open(
    const char *name, jack_options_t options, jack_status_t *status, const char *server
) {
    return server ? jack_client_open(name, (jack_options_t)(options | JackServerName), status, server)
                  : jack_client_open(name, options, status);
}
