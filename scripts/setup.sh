#!/usr/bin/env bash
# Installs what the program and its tests need and is missing: Debian packages, the Rust toolchain, ONNX Runtime.
# Quick when nothing is missing. Names given as arguments are further packages to install.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

if [ "$(uname -m)" != x86_64 ]; then
  say "this script knows x86-64 only; see README.md, 'Other systems'"
  exit 2
fi

# g++ and clang build the OpenCV bindings, pkg-config and ALSA's headers those for voice notes; from libgl1 on the window needs them at
# run time. ffmpeg's own tools, a display without a screen and its drawing are for tests only.
packages=(g++ clang pkg-config libasound2-dev libopencv-videoio-dev python3 python3-pip ca-certificates
  libgl1 libegl1 libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 "$@")
missing=()
for package in "${packages[@]}"; do
  # What is already on the path (a python of one's own, say) need not come from a package.
  case $package in
    python3) command -v python3 >/dev/null && continue ;;
    python3-pip) python3 -m pip --version >/dev/null 2>&1 && continue ;;
    ffmpeg) command -v ffmpeg >/dev/null && continue ;;
  esac
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  say "installing ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "${missing[@]}" >/dev/null
fi

if ! command -v cargo >/dev/null; then
  if apt-cache show rustup >/dev/null 2>&1; then
    say "installing the Rust toolchain (package rustup)"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends rustup >/dev/null
    rustup default stable
  else
    say "the Rust toolchain (1.95 or newer) is missing: install it as the Rust project's site tells (rustup), then run this again"
    exit 2
  fi
fi

# ONNX Runtime's shared library, out of its official Python wheel; nothing is installed into Python.
library=vendor/ort/onnxruntime/capi/libonnxruntime.so.1.24.4
if [ ! -e "$library" ] && [ -z "${ORT_DYLIB_PATH:-}" ]; then
  say "fetching ONNX Runtime 1.24.4"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary=:all: --platform manylinux_2_28_x86_64 \
    --python-version 3.11 --implementation cp --require-hashes -r scripts/onnxruntime.txt -d "$work" || {
    say "pip could not fetch it: check the network, or put libonnxruntime.so (1.24 or newer) somewhere and name it in ORT_DYLIB_PATH"
    exit 2
  }
  python3 -m zipfile -e "$work"/onnxruntime-*.whl "$work/ort"
  mkdir -p vendor
  rm -rf vendor/ort
  mv "$work/ort" vendor/ort
fi
say "everything is there"
