// libsndfile: its calls are plain C that Swift makes by itself.
#pragma once
#include <sndfile.h>
