"""Addresses and secrets: read from a file and the environment, told wrong without being shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from anfu.notify.targets import Mail, Slack, Webhook, Wecom, read_targets
from anfu.settings import BadSetting, read_settings

FILE = """
targets:
  floor_chat: {kind: wecom, url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=sesame'}
  floor_mail: {kind: mail, host: smtp.example.com, sender: anfu@example.com, to: [a@example.com]}
  hook: {kind: webhook, url: 'https://example.com/in', secret: sixteen-letters-or-more, per_minute: 5}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "notify.yml"
    path.write_text(FILE, encoding="utf-8")
    path.chmod(0o600)
    return path


def test_the_file_names_targets_and_the_environment_adds_secrets(file: Path) -> None:
    environ = {
        "ANFU_NOTIFY_FILE": str(file),
        "ANFU_NOTIFY_FLOOR_MAIL_PASSWORD": "secret",
        "ANFU_NOTIFY_FLOOR_MAIL_USER": "anfu",
        "ANFU_NOTIFY_FLOOR_MAIL_TO": "b@example.com,c@example.com",
        "ANFU_NOTIFY_OPS_KIND": "slack",
        "ANFU_NOTIFY_OPS_URL": "https://hooks.slack.com/services/T/B/X",
        "ANFU_PORT": "5005",
    }
    targets = read_targets(file, environ)
    assert {name: type(target) for name, target in targets.items()} == {
        "floor_chat": Wecom,
        "floor_mail": Mail,
        "hook": Webhook,
        "ops": Slack,
    }
    mail = targets["floor_mail"]
    assert isinstance(mail, Mail)
    assert (mail.password, mail.to, mail.security) == ("secret", ["b@example.com", "c@example.com"], "tls")
    assert [targets[name].limit for name in ("floor_chat", "hook", "ops")] == [20, 5, 60]


def test_no_targets_are_no_mistake() -> None:
    assert read_targets(None, {}) == {}


@pytest.mark.parametrize(
    ("change", "to", "told"),
    [
        ("kind: wecom", "kind: wechat", "floor_chat"),
        (", sender: anfu@example.com", "", "sender"),
        ("host:", "hots:", "hots"),
        ("https://example.com", "http://example.com", "begin with https"),
        ("https://example.com/in", "example.com/in", "no https://… address"),
        ("sixteen-letters-or-more", "short", "hook"),
        ("to: [a@example.com]", "to: []", "floor_mail"),
        ("to: [a@", "security: none, to: [a@", "without TLS"),
        ("targets:", "goals:", "write `targets:`"),
        ("{kind: wecom", "kind: wecom", "not YAML"),
    ],
)
def test_a_mistake_names_the_target_and_shows_no_secret(file: Path, change: str, to: str, told: str) -> None:
    file.write_text(FILE.replace(change, to, 1), encoding="utf-8")
    with pytest.raises(BadSetting, match=told) as caught:
        read_targets(file, {})
    assert not any(secret in str(caught.value) for secret in ("sesame", "sixteen", "short"))


def test_a_file_everybody_may_read_is_refused(file: Path) -> None:
    file.chmod(0o644)
    with pytest.raises(BadSetting, match="chmod 600"):
        read_targets(file, {})


def test_a_variable_that_sets_nothing_is_told() -> None:
    with pytest.raises(BadSetting, match="ANFU_NOTIFY_FLOOR_CHAT_KEY is not understood"):
        read_targets(None, {"ANFU_NOTIFY_FLOOR_CHAT_KEY": "sesame"})


def test_settings_do_not_show_what_may_be_secret(file: Path, root: Path) -> None:
    environ = {"ANFU_NOTIFY_FILE": str(file), "ANFU_NOTIFY_HOOK_SECRET": "sixteen-letters-or-more"}
    settings = read_settings(environ, home=str(root))
    assert settings.notify_file == file
    assert "sixteen" not in repr(settings)
    assert read_targets(settings.notify_file, settings.notify)["hook"].limit == 5
