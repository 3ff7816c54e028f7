# One image for every process: api, ingest, scheduler and the one-off migrate.

FROM node:22-bookworm-slim AS libraries
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY scripts/assets.sh scripts/
RUN scripts/assets.sh

FROM python:3.12-slim-bookworm AS build
ARG UV_DEFAULT_INDEX
ENV UV_PYTHON_DOWNLOADS=never
WORKDIR /src
RUN pip install --no-cache-dir 'uv>=0.8,<1' && uv venv /tools && uv venv /app
COPY requirements.lock pyproject.toml README.md ./
# The build's own tools are locked like everything else.
RUN VIRTUAL_ENV=/tools uv pip sync --require-hashes requirements.lock
COPY . .
COPY --from=libraries /src/ops/web/static/vendor ops/web/static/vendor
RUN /tools/bin/hatchling build -t wheel
# Constraints carry versions and hashes; the development tools of the lock stay outside.
# The user of the image can't write bytecode, so it is compiled here: without it each command takes seconds to start.
RUN VIRTUAL_ENV=/app uv pip install --compile-bytecode --constraints requirements.lock dist/*.whl

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --create-home regie && install -d -o regie -g regie /data
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 REGIE_DATA_DIR=/data
USER regie
WORKDIR /home/regie
VOLUME /data
EXPOSE 8000
# Holds for api. The other processes of docker-compose.yml say how they are to be asked.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["regie"]
CMD ["api", "--host", "0.0.0.0", "--port", "8000"]
