"""A cluster of one node on this machine, real Slurm, for as long as it is needed.

Debian's packages, installed where they are not there; daemons started by hand as root on the loopback device,
with all they write in one folder, and stopped by the numbers of their processes. No accounting database.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

MEMORY = 4000
"""Of the node, MB a core."""
PACKAGES = ("slurmctld", "slurmd", "slurm-client", "munge")
CONTROLLER, NODE, MUNGE = "slurmctld", "slurmd", "munged"
_ETC = Path("/etc/slurm")
_FILES = ("slurm.conf", "gres.conf")
_CONF = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort=26817
SlurmdPort=26818
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket,cred_expire=10
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdLogFile={folder}/log/slurmd.log
SlurmctldTimeout=10
SlurmdTimeout=10
KillWait=2
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=1,requeue_delay=2
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
MinJobAge=300
ReturnToService=2
MpiDefault=none
SwitchType=switch/none
GresTypes=gpu
DefMemPerCPU=500
MailProg=/bin/true
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} Boards=1 SocketsPerBoard=1 CoresPerSocket={cores} \
ThreadsPerCore=1 RealMemory={memory} Gres=gpu:1 State=UNKNOWN
PartitionName=cpu Nodes={host} Default=YES MaxTime=INFINITE State=UP PriorityTier=1
PartitionName=gpu Nodes={host} MaxTime=INFINITE State=UP PriorityTier=1
PartitionName=urgent Nodes={host} MaxTime=INFINITE State=UP PriorityTier=10
"""


def missing() -> str:
    """Why there can be no cluster here; empty where there can."""
    if os.name != "posix" or os.geteuid() != 0:
        return "Slurm's daemons want to be started by root"
    if not shutil.which("slurmctld") and not shutil.which("apt-get"):
        return "neither Slurm nor apt-get is here"
    if any((_ETC / name).exists() or (_ETC / name).is_symlink() for name in _FILES):
        return f"{_ETC} has a configuration: this machine may be part of a cluster"
    return ""


def install() -> str:
    """Install Slurm where it is not there, without starting it; why that failed, or nothing."""
    if all(shutil.which(name) for name in (CONTROLLER, NODE, MUNGE, "sbatch")):
        return ""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    apt = ["apt-get", "-qq", "-o", "APT::Sandbox::User=root"]
    for step in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run([*apt, *step], env=environment, capture_output=True, text=True, timeout=600)
    return "" if done.returncode == 0 else f"apt-get could not install Slurm: {done.stderr.strip()[-200:]}"


@dataclass
class Site:
    """The cluster whose daemons keep everything in ``folder``."""

    folder: Path
    cores: int = 2
    host: str = field(default_factory=lambda: socket.gethostname().partition(".")[0])

    def start(self) -> None:
        for name in ("state", "spool", "log", "munge"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for folder in (self.folder, *self.folder.parents[:-2]):
            folder.chmod(folder.stat().st_mode | 0o011)
        (self.folder / "munge.key").write_bytes(os.urandom(1024))
        (self.folder / "munge.key").chmod(0o600)
        device = self.folder / "gpu0"  # stands for a GPU: Slurm wants a device, and uses none
        os.mknod(device, 0o600 | 0o020000, os.makedev(1, 3))
        text = _CONF.format(folder=self.folder, host=self.host, cores=self.cores, memory=MEMORY * self.cores)
        (self.folder / "slurm.conf").write_text(text)
        (self.folder / "gres.conf").write_text(f"NodeName={self.host} Name=gpu File={device}\n")
        _ETC.mkdir(exist_ok=True)
        for name in _FILES:  # where every command of Slurm looks, in jobs too
            (_ETC / name).symlink_to(self.folder / name)
        self.munge()
        self.controller()
        self.node()
        self.until(lambda: "idle" in self.said("sinfo", "-h", "-o", "%T"), "the node is idle")

    def munge(self) -> None:
        options = {"key-file": "munge.key", "socket": "munge/socket", "pid-file": "munged.pid"}
        options |= {"log-file": "log/munged.log", "seed-file": "munge/seed"}
        given = [f"--{key}={self.folder / value}" for key, value in options.items()]
        subprocess.run([MUNGE, "--force", *given], check=True, timeout=60)

    def controller(self) -> None:
        subprocess.run([CONTROLLER], check=True, timeout=60)

    def node(self) -> None:
        subprocess.run([NODE], check=True, timeout=60)

    def stop(self) -> None:
        if not shutil.which("scancel") or not (self.folder / "slurm.conf").exists():
            return
        subprocess.run(["scancel", "--me"], timeout=60, capture_output=True)
        time.sleep(1)
        for daemon in (NODE, CONTROLLER, MUNGE):
            self.end(daemon)
        for name in _FILES:
            if (_ETC / name).is_symlink() and (_ETC / name).readlink().parent == self.folder:
                (_ETC / name).unlink()

    def end(self, daemon: str, how: int = signal.SIGTERM) -> None:
        """Stop a daemon of this cluster, and wait until it is gone."""
        file = self.folder / f"{daemon}.pid"
        if not file.exists() or not file.read_text().strip():
            return
        number = int(file.read_text())
        if Path(f"/proc/{number}/comm").exists():
            os.kill(number, how)
            self.until(lambda: not _alive(number), f"{daemon} has ended")
        file.unlink(missing_ok=True)

    def said(self, *command: str) -> str:
        """What a command of Slurm says; nothing where it fails."""
        try:
            ended = subprocess.run(command, capture_output=True, text=True, timeout=30)
        except subprocess.TimeoutExpired:
            return ""
        return ended.stdout if ended.returncode == 0 else ""

    def jobs(self, rule: str = "") -> dict[str, str]:
        """Number → state of the jobs of a rule or group that are known, newest last."""
        lines = self.said("squeue", "-h", "--states=all", "-o", "%i|%T|%k").splitlines()
        found = sorted((line.split("|") for line in lines), key=lambda one: int(one[0].partition("_")[0]))
        return {number: state for number, state, comment in found if rule in comment}

    def until(self, reached: Callable[[], bool], what: str, seconds: float = 120) -> None:
        """Wait for it; raises TimeoutError, with the end of the controller's log, when it does not come."""
        limit = time.monotonic() + seconds
        while not reached():
            if time.monotonic() > limit:
                log = self.folder / "log" / "slurmctld.log"
                raise TimeoutError(f"not within {seconds:.0f} s: {what}\n{log.read_text()[-1500:]}")
            time.sleep(0.2)


def _alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
