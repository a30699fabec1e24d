// libsrtp2: SRTP and SRTCP (RFC 3711, RFC 7714). No call of it is on the list of those that a real-time
// thread may make: built on NSS, as Debian builds it, each packet costs 5 allocations and 14 locks, for a
// cipher context that lives as long as the call. So the compiler refuses them to whatever must neither
// lock nor allocate, the JACK callbacks above all, and only the media threads make them.
#pragma once
#include <srtp2/srtp.h>
