# What bin/demo, bin/test, bin/bench and bin/screenshots share. Sourced from the root of the checkout.
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1
# Without kept bytecode every process would compile the whole of Bedside anew, for seconds.
unset PYTHONDONTWRITEBYTECODE

fail() {
  echo "$*" >&2
  exit 1
}

# Make .venv hold exactly what the named lock files pin, and this checkout; nothing when it does already.
ensure_venv() {
  local python=${PYTHON:-python3} stamp
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Bedside needs Python 3.11 or later."
  [ -x .venv/bin/python ] || "$python" -m venv .venv ||
    fail "Python's venv module is missing: apt-get install python3-venv (or set PYTHON to another Python)."
  # The checkout's own path is part of the stamp: a moved folder leaves a .venv that points elsewhere.
  stamp=.venv/.bedside-$( (pwd && cat "$@" pyproject.toml) | cksum | tr ' ' -)
  [ -e "$stamp" ] && return
  echo "Installing the Python packages …"
  install_locked "$@" &&
    .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e . &&
    .venv/bin/python -m pip check --quiet &&
    touch "$stamp"
}

# The locks name every package, so nothing is left to resolve, and each core installs its share of them.
install_locked() {
  local shares share jobs=() job failed=0
  shares=$(mktemp -d)
  cat "$@" | awk -v cores="$(nproc)" -v shares="$shares" '
    /^[^ #]/ { wanted = !seen[$0]++; if (wanted) core = (core + 1) % cores }
    wanted { print > (shares "/" core) }'
  for share in "$shares"/*; do
    # Bytecode is made of what is used, when it is: compiling all would take longer than everything else here.
    .venv/bin/python -m pip install --quiet --no-compile --no-deps --require-hashes -r "$share" &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job" || failed=1; done
  rm -rf "$shares"
  return $failed
}

build_web() { .venv/bin/python build_web.py "$@"; }
