#include "CToml.h"

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#define TOML_EXCEPTIONS 0
#define TOML_MAX_NESTED_VALUES 16
#include <toml++/toml.h>

namespace {

/// Of the paths that are listed; no key of ours has as many parts.
constexpr size_t deepest = 8;

struct Key {
    std::vector<jn_toml_text> path;
    int line;
    jn_toml_kind kind;
    std::vector<jn_toml_value> values;
};

jn_toml_text text_of(std::string_view text) { return {text.data(), text.size()}; }

jn_toml_kind kind_of(const toml::node &node) {
    switch (node.type()) {
    case toml::node_type::string: return jn_toml_string;
    case toml::node_type::integer: return jn_toml_integer;
    case toml::node_type::floating_point: return jn_toml_float;
    case toml::node_type::boolean: return jn_toml_boolean;
    case toml::node_type::array: return jn_toml_array;
    case toml::node_type::table: return jn_toml_table;
    default: return jn_toml_other;
    }
}

jn_toml_value value_of(const toml::node &node) {
    jn_toml_value value{};
    value.kind = kind_of(node);
    switch (value.kind) {
    case jn_toml_string: value.text = text_of(node.as_string()->get()); break;
    case jn_toml_integer: value.integer = node.as_integer()->get(); break;
    case jn_toml_float: value.number = node.as_floating_point()->get(); break;
    case jn_toml_boolean: value.flag = node.as_boolean()->get(); break;
    default: break;
    }
    return value;
}

void list(const toml::table &table, std::vector<jn_toml_text> &path, std::vector<Key> &keys) {
    for (const auto &[name, node] : table) {
        path.push_back(text_of(name.str()));
        Key key{path, static_cast<int>(name.source().begin.line), kind_of(node), {}};
        if (const auto *array = node.as_array()) {
            for (const auto &element : *array) key.values.push_back(value_of(element));
        } else if (!node.is_table()) {
            key.values.push_back(value_of(node));
        }
        keys.push_back(std::move(key));
        const auto *inner = node.as_table();
        if (inner && path.size() < deepest) list(*inner, path, keys);
        path.pop_back();
    }
}

/// The line, from 1, with more dots in a row than any key of ours needs; 0 where there is none. Each is a table within
/// a table, and the parser frees them by recursion.
int line_too_deep(std::string_view text) {
    int line = 1, dots = 0;
    for (char c : text) {
        if (c == '\n') line++;
        if (std::string_view("\n=,{}[]").find(c) != std::string_view::npos) dots = 0;
        if (c == '.' && ++dots > 256) return line;
    }
    return 0;
}

} // namespace

struct jn_toml {
    toml::table root;
    std::vector<Key> keys;
};

jn_toml *jn_toml_parse(const char *text, size_t length, int *line, char *error, size_t room) {
    std::string_view whole(text, length);
    if ((*line = line_too_deep(whole))) {
        std::snprintf(error, room, "more than 256 dots in a row");
        return nullptr;
    }
    toml::parse_result result = toml::parse(whole);
    if (!result) {
        *line = static_cast<int>(result.error().source().begin.line);
        std::snprintf(error, room, "%s", std::string(result.error().description()).c_str());
        return nullptr;
    }
    auto *document = new jn_toml{std::move(result).table(), {}};
    std::vector<jn_toml_text> path;
    list(document->root, path, document->keys);
    return document;
}

void jn_toml_free(jn_toml *document) { delete document; }

size_t jn_toml_count(const jn_toml *document) { return document->keys.size(); }

int jn_toml_line(const jn_toml *document, size_t key) { return document->keys[key].line; }

size_t jn_toml_depth(const jn_toml *document, size_t key) {
    return document->keys[key].path.size();
}

jn_toml_text jn_toml_part(const jn_toml *document, size_t key, size_t part) {
    return document->keys[key].path[part];
}

jn_toml_kind jn_toml_kind_at(const jn_toml *document, size_t key) {
    return document->keys[key].kind;
}

size_t jn_toml_value_count(const jn_toml *document, size_t key) {
    return document->keys[key].values.size();
}

jn_toml_value jn_toml_value_at(const jn_toml *document, size_t key, size_t index) {
    return document->keys[key].values[index];
}
