# Two commands do all the set-up: `make demo` and `make test`.

.PHONY: demo test lint setup slurm-test clean

## Analyse the bundled clip, or any other with VIDEO=path, and leave the results in demo/.
demo:
	@scripts/demo.sh $(if $(VIDEO),"$(VIDEO)")

## Run every test.
test:
	@scripts/setup.sh ffmpeg xvfb libgl1-mesa-dri
	cargo test --locked --features inspection

## Formatting and lints, as the continuous integration checks them.
lint:
	cargo fmt --check
	cargo clippy --locked --features inspection --all-targets -- -D warnings
	cargo clippy --locked --no-default-features --all-targets -- -D warnings

## Install what is missing, build nothing.
setup:
	@scripts/setup.sh ffmpeg xvfb libgl1-mesa-dri

## Prove the Slurm array with a real Slurm on this machine: a node dies, a task is requeued.
slurm-test:
	@scripts/setup.sh slurmctld slurmd slurm-client
	@scripts/slurm-test.sh

clean:
	cargo clean
	rm -rf demo
