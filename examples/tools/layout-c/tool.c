/* A layout linter: text begins on rows of 8 px. Left edges are left alone: they are aligned by eye.
 * Reads the design as it goes by, without taking it apart. */
#include "maquette_tool.h"

enum { GRID = 8, FINDINGS_MAX = 16 };

/* Where reading is; nothing behind `end` is looked at. */
typedef struct {
    const char *at, *end;
} reader;

static void skip_space(reader *r) {
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\t' || *r->at == '\r')) r->at++;
}

/* Takes `c`, if it comes next. */
static int take(reader *r, char c) {
    skip_space(r);
    if (r->at >= r->end || *r->at != c) return 0;
    r->at++;
    return 1;
}

/* A string as it is written, without its quotes. */
static mq_text string(reader *r) {
    mq_text text = {0, 0};
    if (!take(r, '"')) return text;
    text.at = r->at;
    while (r->at < r->end && *r->at != '"') r->at += *r->at == '\\' ? 2 : 1;
    text.len = r->at - text.at;
    if (r->at < r->end) r->at++;
    return text;
}

/* Passes over one value, whatever it is. Depth is counted, not recursed into. */
static void skip(reader *r) {
    int depth = 0;
    do {
        skip_space(r);
        if (r->at >= r->end) return;
        char c = *r->at;
        if (c == '"') string(r);
        else if (c == '{' || c == '[') depth++, r->at++;
        else if (c == '}' || c == ']') depth--, r->at++;
        else if (c == ',' || c == ':') r->at++;
        else while (r->at < r->end && *r->at != ',' && *r->at != '}' && *r->at != ']' && *r->at != ' ') r->at++;
    } while (depth > 0);
}

static double number(reader *r) {
    skip_space(r);
    double value = 0, scale = 1;
    int negative = take(r, '-'), fraction = 0;
    for (; r->at < r->end; r->at++) {
        char c = *r->at;
        if (c == '.') fraction = 1;
        else if (c < '0' || c > '9') break;
        else if (fraction) value += (c - '0') * (scale /= 10);
        else value = value * 10 + (c - '0');
    }
    return negative ? -value : value;
}

static int is(mq_text text, mq_text other) {
    if (text.len != other.len) return 0;
    for (uint32_t i = 0; i < text.len; i++)
        if (text.at[i] != other.at[i]) return 0;
    return 1;
}

static mq_builder out;

static void put(mq_text text) { mq_put(&out, text); }

/* Lengths are multiples of 1/64 px, so six places of decimals write them exactly. */
static void put_length(double value) {
    if (value < 0) put(MQ_TEXT("-"));
    uint64_t millionths = (uint64_t)((value < 0 ? -value : value) * 1e6 + 0.5);
    mq_put_number(&out, millionths / 1000000);
    put(MQ_TEXT("."));
    for (uint32_t place = 100000; place > 0 && millionths % 1000000 < place; place /= 10)
        if (place > 1) put(MQ_TEXT("0"));
    mq_put_number(&out, millionths % 1000000);
}

/* The nearest line of the grid. */
static double on_grid(double value) {
    int lines = (int)(value / GRID + (value < 0 ? -0.5 : 0.5));
    return (double)lines * GRID;
}

static uint32_t found;

/* A list of four lengths. */
static void read_box(reader *r, double box[4]) {
    take(r, '[');
    for (int i = 0; i < 4; i++) box[i] = number(r), take(r, ',');
    take(r, ']');
}

static void put_box(const double box[4]) {
    put(MQ_TEXT("["));
    for (int i = 0; i < 4; i++) {
        if (i) put(MQ_TEXT(","));
        put_length(box[i]);
    }
    put(MQ_TEXT("]"));
}

static void judge(mq_text id, const double box[4]) {
    double y = on_grid(box[1]), off = y < box[1] ? box[1] - y : y - box[1];
    if (off < 0.01 || found >= FINDINGS_MAX) return;
    put(found++ ? MQ_TEXT(",") : MQ_TEXT(""));
    put(MQ_TEXT("{\"code\":\"off_grid\",\"severity\":\"warn\",\"message\":\"Text begins off the rows of 8 px.\",\"node\":\""));
    put(id);
    put(MQ_TEXT("\",\"value\":"));
    put_length(off);
    put(MQ_TEXT(",\"threshold\":0.01,\"repair\":{\"action\":\"move\",\"box\":"));
    put_box((double[4]){box[0], y, box[2], box[3]});
    put(MQ_TEXT("}}"));
}

static void node(reader *r) {
    mq_text id = {0, 0}, kind = {0, 0};
    double box[4] = {0, 0, 0, 0};
    if (!take(r, '{')) {
        skip(r);
        return;
    }
    while (r->at < r->end && !take(r, '}')) {
        mq_text key = string(r);
        take(r, ':');
        if (is(key, MQ_TEXT("id"))) id = string(r);
        else if (is(key, MQ_TEXT("kind"))) kind = string(r);
        else if (is(key, MQ_TEXT("box"))) read_box(r, box);
        else skip(r);
        take(r, ',');
    }
    if (is(kind, MQ_TEXT("text"))) judge(id, box);
}

/* The fields of an object that this tool knows, wherever they are in it. */
static void check(reader *r) {
    put(MQ_TEXT("{\"findings\":["));
    take(r, '{');
    while (r->at < r->end && !take(r, '}')) {
        mq_text key = string(r);
        take(r, ':');
        if (is(key, MQ_TEXT("nodes")) && take(r, '[')) {
            while (r->at < r->end && !take(r, ']')) {
                node(r);
                take(r, ',');
            }
        } else skip(r);
        take(r, ',');
    }
    put(MQ_TEXT("]}"));
}

static void snap(reader *r) {
    double box[4] = {0, 0, 0, 0};
    take(r, '{');
    string(r);
    take(r, ':');
    read_box(r, box);
    put(MQ_TEXT("{\"box\":"));
    put_box((double[4]){on_grid(box[0]), on_grid(box[1]), box[2], box[3]});
    put(MQ_TEXT("}"));
}

mq_text maquette_describe(void) {
    return MQ_TEXT("{\"id\":\"northlight.grid\",\"ops\":[{\"kind\":\"lint\",\"name\":\"check\"},{\"kind\":\"call\",\"name\":\"snap\"}]}");
}

mq_result maquette_invoke(mq_call call) {
    mq_result result = {0};
    reader r = {call.input.at, call.input.at + call.input.len};
    out = mq_build(64 * 1024);
    if (is(call.op, MQ_TEXT("check"))) check(&r);
    else if (is(call.op, MQ_TEXT("snap"))) snap(&r);
    else {
        result.failed = 1;
        result.code = MQ_TEXT("unknown-op");
        result.message = MQ_TEXT("there are check and snap");
    }
    result.output = mq_built(&out);
    return result;
}
