# Sourced with the files that were named: puts their paths in `files`, and goes to the root of the tree.
files=()
for file in "$@"; do
    files+=("$(realpath "$file")")
done
cd "$(dirname "${BASH_SOURCE[0]}")/.."
