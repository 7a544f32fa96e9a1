"""The files of deploy/ are well formed, agree with each other and with the options that exist."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from agent.config.loader import load
from agent.config.options import BY_NAME

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
BASE = DEPLOY / "kubernetes" / "base"
COMPOSE = DEPLOY / "compose.yaml"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
UNIT = DEPLOY / "systemd" / "rasid.service"


def services():
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]


def documents():
    return {file.name: yaml.safe_load(file.read_text(encoding="utf-8")) for file in BASE.glob("*.yaml")}


def container():
    (found,) = documents()["statefulset.yaml"]["spec"]["template"]["spec"]["containers"]
    return found


def drain_seconds():
    return load(environment={})["runtime.drain"].total_seconds()


@pytest.mark.parametrize("file", sorted(DEPLOY.rglob("*.y*ml")), ids=lambda file: str(file.relative_to(DEPLOY)))
def test_every_yaml_file_can_be_read(file):
    assert list(yaml.safe_load_all(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "file", [DEPLOY / "Dockerfile", COMPOSE, UNIT, BASE / "statefulset.yaml"], ids=lambda file: file.name
)
def test_every_setting_in_the_environment_is_an_option(file):
    found = set(re.findall(r"\bRASID_[A-Z_]+__[A-Z_]+\b", file.read_text(encoding="utf-8")))
    assert found
    assert {name.removeprefix("RASID_").lower().replace("__", ".", 1) for name in found} <= set(BY_NAME)


def test_the_configuration_for_kubernetes_is_in_order():
    config = load(BASE / "agent.yaml", environment={})
    mounts = {mount["mountPath"] for mount in container()["volumeMounts"]}
    assert str(config["log.path"].parent) in mounts
    assert config["http.port"] == container()["ports"][0]["containerPort"]


@pytest.mark.parametrize("name", ["rasid", "rasid-kafka", "prometheus", "grafana"])
def test_a_container_has_no_more_rights_than_it_needs(name):
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_ports_are_on_loopback_alone():
    ports = [port for service in services().values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_rasid_runs_with_the_embedded_log_alone_and_on_kafka_once_that_is_healthy():
    found = services()
    embedded = {name for name, service in found.items() if "embedded" in service["profiles"]}
    assert embedded == {"rasid", "prometheus", "grafana"}
    assert found["rasid-kafka"]["depends_on"]["kafka"]["condition"] == "service_healthy"
    assert found["kafka"]["healthcheck"]["test"]
    listeners = found["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
    assert found["rasid-kafka"]["environment"]["RASID_KAFKA__BOOTSTRAP"] in listeners


def test_whatever_is_mounted_from_here_is_here():
    for service in services().values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert not source.startswith(".") or (DEPLOY / source).exists(), volume


def test_prometheus_scrapes_the_name_that_rasid_has_in_the_network():
    scrape = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]
    (target,) = next(job for job in scrape if job["job_name"] == "rasid")["static_configs"][0]["targets"]
    host, port = target.split(":")
    for name in ("rasid", "rasid-kafka"):
        assert host in services()[name]["networks"]["default"]["aliases"]
    assert int(port) == load(environment={})["http.port"]


def test_grafana_finds_its_data_source_and_its_dashboard():
    provisioning = DEPLOY / "grafana" / "provisioning"
    (source,) = yaml.safe_load((provisioning / "datasources" / "prometheus.yml").read_text())["datasources"]
    assert source["uid"]
    assert source["url"] == "http://prometheus:9090"
    (provider,) = yaml.safe_load((provisioning / "dashboards" / "rasid.yml").read_text())["providers"]
    assert f"./grafana/dashboards:{provider['options']['path']}:ro" in services()["grafana"]["volumes"]


def test_everything_gives_the_daemon_time_to_drain():
    assert int(services()["rasid"]["stop_grace_period"].removesuffix("s")) > drain_seconds()
    pod = documents()["statefulset.yaml"]["spec"]["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] > drain_seconds()
    found = re.search(r"^TimeoutStopSec=(\d+)s$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
    assert int(found[1]) > drain_seconds()


def test_the_image_runs_as_one_user_of_no_rights_and_says_how_it_is():
    assert re.search(r"^USER (\d+):\1$", DOCKERFILE, re.MULTILINE)
    user = int(re.search(r"^USER (\d+)", DOCKERFILE, re.MULTILINE)[1])
    assert user >= 10000
    pod = documents()["statefulset.yaml"]["spec"]["template"]["spec"]["securityContext"]
    assert (pod["runAsUser"], pod["fsGroup"], pod["runAsNonRoot"]) == (user, user, True)
    assert re.search(r'^HEALTHCHECK .*CMD \["rasid", "health"\]$', DOCKERFILE, re.MULTILINE)
    assert "--require-hashes" in DOCKERFILE


def test_the_image_is_built_from_files_that_are_there():
    sources = [
        word for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.MULTILINE) for word in line.split()[:-1]
    ]  # fmt: skip
    assert sources
    allowed = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8")
    for source in sources:
        assert source.endswith("*") or (ROOT / source).exists(), source
        assert f"!{source.rstrip('*')}\n" in allowed, source


def test_the_pod_has_no_more_rights_than_it_needs():
    rights = container()["securityContext"]
    assert rights["readOnlyRootFilesystem"] is True
    assert rights["allowPrivilegeEscalation"] is False
    assert rights["capabilities"] == {"drop": ["ALL"]}


def test_every_file_of_the_base_is_part_of_it():
    kustomization = documents()["kustomization.yaml"]
    named = {*kustomization["resources"], *kustomization["configMapGenerator"][0]["files"], "kustomization.yaml"}
    assert named == set(documents())


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
def test_kustomize_builds_the_base():
    done = subprocess.run(["kubectl", "kustomize", str(BASE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kinds = {document["kind"]: document for document in yaml.safe_load_all(done.stdout)}
    labels = {"app.kubernetes.io/name": "rasid"}
    assert kinds["Service"]["spec"]["selector"] == labels
    assert kinds["StatefulSet"]["spec"]["template"]["metadata"]["labels"] == labels
    assert kinds["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == labels


def test_the_unit_can_be_read_and_protects_the_system():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(UNIT, encoding="utf-8")
    assert unit["Service"]["Type"] == "exec"
    assert unit["Service"]["StateDirectory"] == "rasid"
    assert unit["Service"]["ProtectSystem"] == "strict"
    assert unit["Service"]["NoNewPrivileges"] == "yes"
