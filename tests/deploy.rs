//! What is shipped for Slurm and Kubernetes is well formed, by readers that are not ours, and agrees with itself and with the program.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

mod support;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

fn at(name: &str) -> PathBuf {
    support::root().join("deploy").join(name)
}

/// A manifest as Python's YAML reads it; `None`, with one line that says so, where there is none.
fn yaml(name: &str) -> Option<Value> {
    let script = "import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1])))))";
    let read = Command::new("python3").args(["-c", script]).arg(at(name)).output();
    match read {
        Ok(output) if output.status.success() => {
            let documents: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(documents.as_array().unwrap().len(), 1, "{name}");
            Some(documents[0].clone())
        }
        Ok(output) if !String::from_utf8_lossy(&output.stderr).contains("ModuleNotFoundError") => {
            panic!("{name}: {}", String::from_utf8_lossy(&output.stderr))
        }
        _ => {
            eprintln!("skipped: Python's yaml, which reads the manifests, is not installed");
            None
        }
    }
}

/// The shell takes a script for well formed.
fn well_formed(shell: &str, script: &str) {
    let output = Command::new(shell).args(["-n", "-c", script]).output().unwrap();
    assert!(output.status.success(), "{}\n{script}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_indexed_job_gives_every_index_one_shard() {
    let Some(job) = yaml("kubernetes/indexed-job.yaml") else { return };
    assert_eq!((&job["apiVersion"], &job["kind"]), (&Value::from("batch/v1"), &Value::from("Job")));
    let spec = &job["spec"];
    assert_eq!(spec["completionMode"], "Indexed");
    let container = &spec["template"]["spec"]["containers"][0];
    let shards = container["env"].as_array().unwrap().iter().find(|variable| variable["name"] == "SHARDS").unwrap();
    assert_eq!(shards["value"].as_str().unwrap(), spec["completions"].to_string(), "as many shards as indices");
    assert_eq!(spec["podFailurePolicy"]["rules"][1]["onExitCodes"]["containerName"], container["name"]);
    assert_eq!(spec["template"]["spec"]["restartPolicy"], "Never", "a failure policy asks for it");
    well_formed("sh", container["args"][0].as_str().unwrap());
    mounts_are_there(&job);
}

#[test]
fn the_merging_job_is_well_formed() {
    let Some(job) = yaml("kubernetes/merge-job.yaml") else { return };
    assert_eq!((&job["apiVersion"], &job["kind"]), (&Value::from("batch/v1"), &Value::from("Job")));
    well_formed("sh", job["spec"]["template"]["spec"]["containers"][0]["args"][0].as_str().unwrap());
    mounts_are_there(&job);
}

fn mounts_are_there(job: &Value) {
    let pod = &job["spec"]["template"]["spec"];
    let volumes: Vec<&Value> = pod["volumes"].as_array().unwrap().iter().map(|volume| &volume["name"]).collect();
    for mount in pod["containers"][0]["volumeMounts"].as_array().unwrap() {
        assert!(volumes.contains(&&mount["name"]), "{mount}");
    }
}

/// Runs the array's script as Slurm would, with these variables, and a program that prints its arguments and ends with `code`.
#[cfg(unix)]
fn task(variables: &[(&str, &str)], arguments: &[&str], code: u8) -> (Option<i32>, String) {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("plumbline");
    fs::write(&program, format!("#!/bin/sh\nfor a in \"$@\"; do printf '<%s>' \"$a\"; done\nexit {code}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let mut bash = Command::new("bash");
    bash.arg(at("slurm/plumbline-array.sbatch"))
        .args(arguments)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("PLUMBLINE", &program);
    let output = bash.envs(variables.iter().copied()).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[cfg(unix)]
#[test]
fn a_task_of_the_array_does_its_shard_and_takes_refused_clips_for_done() {
    well_formed("bash", &fs::read_to_string(at("slurm/plumbline-array.sbatch")).unwrap());
    let of_eight = [("SLURM_ARRAY_TASK_ID", "3"), ("SLURM_ARRAY_TASK_COUNT", "8"), ("SLURM_CPUS_PER_TASK", "2")];
    let asked = "<batch><my clips><--out><out/shard-3><--shard><3/8><--jobs><2><--model><lifter-v1>".to_owned();
    let arguments = ["my clips", "out", "--model", "lifter-v1"];
    assert_eq!(task(&of_eight, &arguments, 0), (Some(0), asked.clone()));
    assert_eq!(task(&of_eight, &arguments, 3), (Some(0), asked.clone()), "some clips were refused");
    assert_eq!(task(&of_eight, &arguments, 2), (Some(2), asked), "it could not");
    let again = [("SLURM_ARRAY_TASK_ID", "3"), ("SLURM_ARRAY_TASK_COUNT", "1"), ("SHARDS", "8")];
    assert!(task(&again, &arguments, 0).1.contains("<3/8><--jobs><1>"));
    assert_eq!(task(&of_eight, &["clips"], 0).0, Some(2));
    assert_eq!(task(&[], &arguments, 0).0, Some(2), "no task of an array");
}
