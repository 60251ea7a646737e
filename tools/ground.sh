# Sourced by every script here: the repository's root as working folder, and an environment that depends on
# nothing the caller's shell happens to hold.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
unset PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONDONTWRITEBYTECODE VIRTUAL_ENV CONDA_PREFIX DJANGO_SETTINGS_MODULE PIP_USER PIP_TARGET
unset UV_PROJECT_ENVIRONMENT UV_SYSTEM_PYTHON NODE_PATH NODE_ENV npm_config_prefix
# Offices often sit behind a certificate authority of their own: the system's list counts, as it does for pip.
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1 UV_SYSTEM_CERTS=1
export PYTHONUTF8=1 LC_ALL=C.UTF-8
if [ ! -w "${HOME:-/nonexistent}" ]; then
    mkdir -p .home
    export HOME="$PWD/.home"
fi

say() { printf 'jinlin: %s\n' "$*"; }
fail() {
    printf 'jinlin: %s\n' "$*" >&2
    exit 2
}
