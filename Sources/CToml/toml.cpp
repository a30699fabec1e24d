#include "CToml.h"

#include <cstdio>
#include <string_view>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

struct jn_toml {
    toml::table root;
};

jn_toml *jn_toml_parse(const char *text, size_t length, int *line, char *error, size_t room) {
    toml::parse_result result = toml::parse(std::string_view(text, length));
    if (!result) {
        *line = static_cast<int>(result.error().source().begin.line);
        std::snprintf(error, room, "%s", std::string(result.error().description()).c_str());
        return nullptr;
    }
    return new jn_toml{std::move(result).table()};
}

void jn_toml_free(jn_toml *document) { delete document; }
