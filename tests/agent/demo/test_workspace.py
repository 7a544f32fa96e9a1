import pytest

from agent.config.loader import load
from agent.demo.newsroom import Newsroom, Outlet, bundled_rules
from agent.demo.publisher import Publisher
from agent.demo.workspace import workspace, write_configuration
from consumers.alerting.loading import read_rules
from producers.feedlist import load_feeds

OUTLET = Outlet(
    id="alarz", outlet="صحيفة", language="ar", country="LB", timezone="Asia/Beirut", path="/a", format="rss"
)


def test_a_temporary_folder_goes_and_a_named_one_stays(tmp_path):
    with workspace(None) as folder:
        assert folder.is_dir()
    assert not folder.exists()
    with workspace(tmp_path / "new") as folder:
        (folder / "file").touch()
    assert (tmp_path / "new" / "file").exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine").touch()
    with pytest.raises(FileExistsError, match="not empty"), workspace(tmp_path):
        pass


def test_the_daemon_can_read_what_is_written(tmp_path):
    with Publisher(Newsroom((OUTLET,), ()), lambda: 0.0) as publisher:
        file = write_configuration(tmp_path, publisher, (OUTLET,), {"log": {"path": str(tmp_path / "x.db")}})
        address = publisher.address(OUTLET)
    config = load(file, environment={})
    assert config["log.path"] == tmp_path / "x.db"
    assert config["poll.allow_private"] == ["127.0.0.1"]
    (feed,) = load_feeds(config.data_file("files.feeds"))
    assert (feed.id, feed.url, feed.outlet, feed.full_text) == ("alarz", address, "صحيفة", "never")
    assert config.data_file("files.rules").read_text(encoding="utf-8") == bundled_rules()


def test_the_rules_of_the_demo_are_in_order(tmp_path):
    (tmp_path / "rules.yaml").write_text(bundled_rules(), encoding="utf-8")
    file, unused_lists = read_rules(tmp_path / "rules.yaml")
    assert len(file.rules) >= 8
    assert not unused_lists
    assert all(rule.match.age is None for rule in file.rules)  # the news of the demo is old
