import Foundation
import Text

/// The scripts that carry out a plan: they are for the user to read and to change, and no part of the plan.
struct PlanScripts {
    struct Script {
        var name: String
        var text: String
        /// Whether it can be carried out.
        var runs: Bool
    }

    private let folder: PlanFolder
    private let path: String
    private let last: Int
    /// Seconds of processor time of a shard.
    private let seconds: Double
    /// Mebibytes that a shard needs on one thread.
    private let memory: Int

    init(_ folder: PlanFolder, _ cost: PlanCost) {
        self.folder = folder
        path = folder.path.hasPrefix("/") ? folder.path : FileManager.default.currentDirectoryPath + "/" + folder.path
        last = folder.plan.shards - 1
        seconds = cost.seconds(replications: folder.plan.count) / Double(folder.plan.shards)
        memory = max(256, (cost.memory >> 20) * 2)
    }

    var all: [Script] {
        [
            Script(name: "slurm.sh", text: slurm, runs: true),
            Script(name: "job.yaml", text: kubernetes, runs: false),
            Script(name: "parallel.sh", text: parallel, runs: true),
            Script(name: "machines", text: ":\n", runs: false),
            Script(name: "README", text: readme, runs: false),
        ]
    }

    private var about: String {
        "the plan \(folder.name): \(Figure.count(folder.plan.shards, "shard", "shards")) of about "
            + "\(Figure.span(seconds)) of processor time"
    }

    private var slurm: String {
        // A requeued task waits for two minutes, and limits are looked at every half minute.
        let minutes = max(10, Int((3 * seconds / 60).rounded(.up)))
        return """
            #!/bin/sh
            #SBATCH --job-name=patchlab-\(folder.name)
            #SBATCH --array=0-\(last)
            #SBATCH --cpus-per-task=1
            #SBATCH --mem=\(memory)M
            #SBATCH --time=\(minutes / 60):\(String(format: "%02d", minutes % 60)):00
            #SBATCH --signal=B:TERM@60
            #SBATCH --requeue
            #SBATCH --open-mode=append
            #SBATCH --output=\(path)/logs/%a.log
            # For \(about).
            # Where arrays are limited (scontrol show config | grep MaxArraySize) each task can do several in a row:
            #   sbatch --array=0-\(last / 10) slurm.sh 10
            step=${1:-1}
            first=$((SLURM_ARRAY_TASK_ID * step))
            patchlab shard \(ShellWord.quoted(path)) "$first-$((first + step - 1))" --threads "${SLURM_CPUS_PER_TASK:-1}" &
            child=$!
            trap 'kill -TERM "$child"' TERM
            wait "$child"
            code=$?
            [ "$code" -ne 143 ] || { wait "$child"; code=$?; }
            # 75: interrupted, and what it had is kept. This task alone begins again: $SLURM_JOB_ID of the last task is the number
            # of the whole array.
            if [ "$code" -eq 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 20 ]; then
                scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
            fi
            exit "$code"

            """
    }

    private var kubernetes: String {
        """
        # For \(about).
        # The plan's folder is the root of the volume claim "patchlab", which all nodes can write to.
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: patchlab-\(folder.name)
          labels: { app.kubernetes.io/name: patchlab }
          # With Kueue: kueue.x-k8s.io/queue-name: QUEUE, and suspend: true below.
        spec:
          completionMode: Indexed
          completions: \(folder.plan.shards)
          parallelism: \(min(folder.plan.shards, 16))
          backoffLimitPerIndex: 4
          maxFailedIndexes: 2
          ttlSecondsAfterFinished: 86400
          podReplacementPolicy: Failed
          podFailurePolicy:
            rules:
              # A mistake in the plan: no other attempt helps.
              - action: FailJob
                onExitCodes: { containerName: patchlab, operator: In, values: [2] }
              # A drained or preempted node is no failure of the shard.
              - action: Ignore
                onPodConditions: [{ type: DisruptionTarget, status: "True" }]
          template:
            metadata:
              labels: { app.kubernetes.io/name: patchlab }
            spec:
              restartPolicy: Never
              terminationGracePeriodSeconds: 30
              automountServiceAccountToken: false
              enableServiceLinks: false
              securityContext:
                runAsNonRoot: true
                runAsUser: 65532
                runAsGroup: 65532
                fsGroup: 65532
                seccompProfile: { type: RuntimeDefault }
              containers:
                - name: patchlab
                  image: patchlab:\(folder.plan.patchlab)
                  args: [shard, /plan, $(JOB_COMPLETION_INDEX), --state, /scratch, --threads, "1"]
                  resources:
                    requests: { cpu: "1", memory: \(memory)Mi, ephemeral-storage: 1Gi }
                    limits: { memory: \(2 * memory)Mi, ephemeral-storage: 2Gi }
                  securityContext:
                    allowPrivilegeEscalation: false
                    readOnlyRootFilesystem: true
                    capabilities: { drop: [ALL] }
                  volumeMounts:
                    - { name: plan, mountPath: /plan }
                    - { name: scratch, mountPath: /scratch }
              volumes:
                - name: plan
                  persistentVolumeClaim: { claimName: patchlab }
                - name: scratch
                  emptyDir: {}

        """
    }

    private var parallel: String {
        """
        #!/bin/sh
        # For \(about).
        # On the machines that the file "machines" lists, one a line: ":" is this one, "16/host" is 16 shards at a time on host,
        # which ssh reaches and which has patchlab in its PATH.
        cd \(ShellWord.quoted(path)) || exit 2
        mkdir -p shards logs
        exec parallel --will-cite --sshloginfile machines --workdir patchlab-\(folder.name) \\
            --basefile plan.json --basefile inputs/ --return 'shards/{}.db' --cleanup \\
            --joblog logs/joblog --resume-failed --retries 3 --halt soon,fail=10% \\
            'mkdir -p shards && patchlab shard . {} --state state --threads 1' ::: $(seq -f %04g 0 \(last))

        """
    }

    private var readme: String {
        """
        \(folder.plan.question)

        This folder is \(about), made by
          patchlab \(folder.plan.command.map(ShellWord.quoted).joined(separator: " "))

        sbatch slurm.sh              Slurm
        kubectl apply -f job.yaml    Kubernetes, with this folder on the volume claim "patchlab"
        sh parallel.sh               GNU parallel on the machines listed in "machines"
        patchlab shard . 0-\(last)        here, one after the other

        patchlab status .            how far it is; --missing lists what is not there
        patchlab merge .             prints what the command would have printed

        plan.json and inputs/ are the plan. The scripts may be changed. A file "stop" has all shards end.

        """
    }
}
