"""Grade a class on a Slurm cluster: start Dask workers as Slurm jobs, run `grade all` on them, end them.

    pip install 'nn-autograder[instructor,cluster]' dask-jobqueue
    python grade_on_slurm.py submissions/ --json results.json

All arguments go to `grade all`.  Run it in the course's folder, which every node has to see under the same path; so
has the Python that runs this.  Adapt the settings below to your cluster: docs/cluster.md explains them.
"""

import os
import subprocess
import sys
from pathlib import Path

from dask_jobqueue.slurm import SLURMCluster
from distributed import Security

CORES = 16  # of one Slurm job; each is one worker
MEMORY = "32GB"  # of one Slurm job: a worker needs 0.5 GB, and its submission up to 1 GB more
JOBS = 4
TIME = "01:00:00"
OPTIONS = []  # more lines of #SBATCH, such as "--partition=short", "--account=teaching"
SHARED = Path.cwd()  # a folder that all nodes see and only you can read: the workers' certificates lie there


def main() -> int:
    """Start the workers, grade, and end them; the result is the exit code of `grade all`."""
    security = Security.temporary()
    cluster = SLURMCluster(
        cores=CORES,
        processes=CORES,
        memory=MEMORY,
        walltime=TIME,
        job_extra_directives=OPTIONS,
        protocol="tls://",
        security=security,
        shared_temp_directory=str(SHARED),
        scheduler_options={"dashboard": False},
    )
    with cluster:
        cluster.scale(jobs=JOBS)
        command = [sys.executable, "-m", "autograder", "all", "--scheduler", cluster.scheduler_address]
        return subprocess.run([*command, *sys.argv[1:]], env={**os.environ, **certificates(security)}).returncode


def certificates(security: Security) -> dict[str, str]:
    """Dask's settings for a client of this cluster, as environment variables."""
    start = "DASK_DISTRIBUTED__COMM__TLS__"
    return {
        f"{start}CA_FILE": security.tls_ca_file,
        f"{start}CLIENT__CERT": security.tls_client_cert,
        f"{start}CLIENT__KEY": security.tls_client_key,
    }


if __name__ == "__main__":
    sys.exit(main())
