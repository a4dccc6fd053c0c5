import { join } from 'node:path';

export interface ClusterNode {
  readonly name: string;
  readonly port: number;
}

export interface ClusterLayout {
  readonly folder: string;
  readonly user: string;
  readonly plugins: string;
  readonly controllerPort: number;
  readonly nodes: readonly ClusterNode[];
}

export const mungeSocket = (folder: string) => join(folder, 'munge.sock');

/**
 * slurm.conf of a cluster whose nodes are all this host, for an ordinary user: nothing is traced, confined or accounted.
 * SlurmdTimeout and cred_expire are the settings that docs/slurm.md asks of a real cluster, so that what a dead node
 * was doing runs again soon.
 */
export function slurmConfiguration({ folder, user, plugins, controllerPort, nodes }: ClusterLayout): string {
  const lines = [
    'ClusterName=sweep-test',
    'SlurmctldHost=localhost(127.0.0.1)',
    `SlurmctldPort=${controllerPort}`,
    'CommunicationParameters=NoCtldInAddrAny,NoInAddrAny',
    `SlurmUser=${user}`,
    `SlurmdUser=${user}`,
    'AuthType=auth/munge',
    `AuthInfo=socket=${mungeSocket(folder)},cred_expire=5`,
    'CredType=cred/munge',
    `PluginDir=${plugins}`,
    'PlugStackConfig=/dev/null',
    `StateSaveLocation=${join(folder, 'state')}`,
    `SlurmctldPidFile=${join(folder, 'slurmctld.pid')}`,
    `SlurmctldLogFile=${join(folder, 'slurmctld.log')}`,
    `SlurmdPidFile=${join(folder, '%n.pid')}`,
    `SlurmdLogFile=${join(folder, '%n.log')}`,
    `SlurmdSpoolDir=${join(folder, 'spool-%n')}`,
    'SlurmdParameters=config_overrides',
    'SlurmdTimeout=5',
    'ReturnToService=2',
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'MpiDefault=none',
    'SwitchType=switch/none',
    'JobAcctGatherType=jobacct_gather/none',
    'AccountingStorageType=accounting_storage/none',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_Core_Memory',
    'SchedulerType=sched/backfill',
    'SchedulerParameters=bf_interval=1,sched_interval=1,sched_min_interval=100000,batch_sched_delay=0',
    'KillWait=2',
    // Small, so that a test of 64 trials needs several arrays.
    'MaxArraySize=41',
    'GresTypes=gpu',
    ...nodes.map(
      ({ name, port }) =>
        `NodeName=${name} NodeHostname=localhost NodeAddr=127.0.0.1 Port=${port} CPUs=4 RealMemory=8000 Gres=gpu:pretended:1`,
    ),
    `PartitionName=main Nodes=${nodes.map(({ name }) => name).join(',')} Default=YES MaxTime=INFINITE State=UP`,
  ];
  return `${lines.join('\n')}\n`;
}

/** gres.conf: each node has one GPU, which is none: Slurm counts it and hands it out, and nothing opens the device. */
export function gpuConfiguration(nodes: readonly ClusterNode[]): string {
  return nodes.map(({ name }) => `NodeName=${name} Name=gpu Type=pretended File=/dev/null\n`).join('');
}
