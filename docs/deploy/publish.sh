#!/usr/bin/env bash
# Builds the site, copies it to where a server of yours reads it, and puts compressed files beside the larger ones.
# publish.sh FOLDER_OF_THE_SITE /srv/notes [more options of `synopsite build`]
set -euo pipefail
root=$1 target=$2
shift 2

synopsite build --root "$root" --output-dir "$root/public" "$@"
mkdir -p "$target"
# What is gone from the site or changed loses its compressed files first, so that no reader gets old ones.
find "$target" -type f \( -name '*.gz' -o -name '*.br' \) -print0 | while IFS= read -r -d '' packed; do
  name=${packed#"$target/"}
  cmp --silent "$root/public/${name%.*}" "${packed%.*}" || rm "$packed"
done
rsync --archive --checksum --delete --exclude '.synopsite-*' --exclude '*.gz' --exclude '*.br' "$root/public/" "$target/"
texts=(-name '*.html' -o -name '*.js' -o -name '*.css' -o -name '*.xml' -o -name '*.json' -o -name '*.svg' -o -name '*.opml')
find "$target" -type f -size +1k \( "${texts[@]}" \) -print0 | while IFS= read -r -d '' file; do
  [ -e "$file.gz" ] || gzip --best --keep "$file"
  if command -v brotli > /dev/null; then [ -e "$file.br" ] || brotli --keep "$file"; fi
done
