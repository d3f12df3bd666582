// The reader of V.2 records with what stands before it: well-formedness, tidying, the schema's
// judge.
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/reading.hpp"

void roster::fuzz::fuzz(std::string_view bytes) { read_as(sis::XsdChoice::Kind::v2, bytes); }
