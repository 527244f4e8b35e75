/* A linter for headlines. `maquette tool build`, `check` and `test` are run in this folder. */
#include "maquette_tool.h"

/* Where `word` begins behind `from`; the length of the text where it does not. */
static uint32_t find(mq_text text, uint32_t from, mq_text word) {
    for (; from + word.len <= text.len; from++) {
        uint32_t same = 0;
        while (same < word.len && text.at[from + same] == word.at[same]) same++;
        if (same == word.len) return from;
    }
    return text.len;
}

mq_text maquette_describe(void) {
    return MQ_TEXT("{\"id\":\"TOOL_ID\",\"ops\":[{\"kind\":\"lint\",\"name\":\"check\"}]}");
}

mq_result maquette_invoke(mq_call call) {
    mq_result result = {0};
    mq_text text = call.input;
    uint32_t at = find(text, 0, MQ_TEXT("\"role\":\"headline\""));
    at = find(text, at, MQ_TEXT("\"text\":\"")) + 8;
    uint32_t length = 0;
    for (; at < text.len && text.at[at] != '"'; at++) {
        if (text.at[at] == '\\') at++;
        if ((text.at[at] & 0xc0) != 0x80) length++; /* the first byte of a character */
    }
    mq_log(1, MQ_TEXT("looked at the headline"));
    mq_builder out = mq_build(1024);
    mq_put(&out, MQ_TEXT("{\"findings\":["));
    if (length > 40) {
        mq_put(&out, MQ_TEXT("{\"code\":\"long_headline\",\"severity\":\"warn\",\"node\":\"headline\",\"threshold\":40,"));
        mq_put(&out, MQ_TEXT("\"message\":\"The headline is too long to be read in passing.\",\"value\":"));
        mq_put_number(&out, length);
        mq_put(&out, MQ_TEXT("}"));
    }
    mq_put(&out, MQ_TEXT("]}"));
    result.output = mq_built(&out);
    return result;
}
