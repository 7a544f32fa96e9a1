"""What a failure of the client library means: one table, from its name to a class of ours and to the mend.

The table is keyed by name so that this module needs no import of the library; a test holds the names against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from agent.log.api import Fenced, LogError, RecordTooLarge, Unavailable, UnknownTopic

_TOO_OLD = "the brokers are too old for the client library; Rasid is tested with Kafka 4"
_ACCESS = "give the account this right; docs/kafka.md lists the rights that Rasid needs"

FAILURES: dict[str, tuple[type[LogError], str]] = {
    # Another producer with our transactional id has started: it owns the partition.
    "ProducerFenced": (Fenced, "another process owns the partition now"),
    "InvalidProducerEpoch": (Fenced, "another process owns the partition now"),
    # The record, or the batch that holds it, is larger than the client or the topic takes.
    "MessageSizeTooLargeError": (RecordTooLarge, "a record has more bytes than the topic takes (max.message.bytes)"),
    "RecordListTooLargeError": (RecordTooLarge, "a batch has more bytes than the topic takes (segment.bytes)"),
    "RecordTooLargeError": (RecordTooLarge, "a record has more bytes than can be read"),
    # Rights.
    "TopicAuthorizationFailedError": (LogError, f"not allowed to use the topic: {_ACCESS}"),
    "GroupAuthorizationFailedError": (LogError, f"not allowed to use the consumer group: {_ACCESS}"),
    "TransactionalIdAuthorizationFailed": (LogError, f"not allowed to use the transactional id: {_ACCESS}"),
    "ClusterAuthorizationFailedError": (LogError, f"not allowed to do this on the cluster: {_ACCESS}"),
    # Who we are.
    "TokenRefused": (
        LogError,
        "the cluster does not accept the token: kafka.oauth_token_file must hold one that is good now and made for it"
    ),
    "SaslAuthenticationFailed": (
        LogError, "the cluster does not accept the account: check kafka.username and kafka.password_file"
    ),
    "AuthenticationFailedError": (
        LogError, "the cluster does not accept the account: check kafka.username and kafka.password_file"
    ),
    "UnsupportedSaslMechanismError": (
        LogError, "the cluster does not offer this way to log in: set kafka.sasl_mechanism to one of its own"
    ),
    "IllegalSaslStateError": (LogError, "the cluster expects another kafka.security_protocol on this port"),
    "AuthenticationMethodNotSupported": (LogError, "the cluster does not offer this way to log in"),
    "SSLCertVerificationError": (
        LogError,
        "the broker's certificate is not trusted: kafka.ca_file must hold the authority that signed it",
    ),
    # Settings that the cluster refuses.
    "InvalidTransactionTimeout": (
        LogError, "kafka.transaction_timeout is above the cluster's transaction.max.timeout.ms: lower it"
    ),
    "InvalidSessionTimeoutError": (
        LogError, "kafka.session_timeout is outside the cluster's group.min/max.session.timeout.ms"
    ),
    "InconsistentGroupProtocolError": (
        LogError, "the consumer group is used by another program: choose another log.prefix"
    ),
    "InvalidGroupIdError": (LogError, "the cluster refuses the name of the consumer group: choose another log.prefix"),
    "InvalidReplicationFactorError": (
        LogError, "the cluster has too few brokers for kafka.replication: lower it, or add brokers"
    ),
    "InvalidTopicError": (LogError, "the cluster refuses the name of a topic: choose another log.prefix"),
    "InvalidConfigurationError": (LogError, "the cluster refuses a setting of a topic"),
    "PolicyViolationError": (LogError, "a policy of the cluster forbids the topic; ask who runs it"),
    "UnsupportedVersionError": (LogError, _TOO_OLD),
    "IncompatibleBrokerVersion": (LogError, _TOO_OLD),
    "UnrecognizedBrokerVersion": (LogError, "what listens there does not speak Kafka's protocol"),
    "UnsupportedCodecError": (LogError, "kafka.compression: its library is not installed (cramjam)"),
    # The topic has gone, or has not come yet.
    "UnknownTopicOrPartitionError": (UnknownTopic, "no such topic; `rasid topics create` makes it"),
    # The producer's books and the broker's differ (a failed send, an expired id): a new producer mends it.
    "OutOfOrderSequenceNumber": (Unavailable, "the producer's sequence has a hole"),
    "UnknownProducerId": (Unavailable, "the broker has forgotten the producer"),
    "InvalidProducerIdMapping": (Unavailable, "the broker has forgotten the transactional id"),
    "InvalidTxnState": (Unavailable, "the broker has ended the transaction"),
    "ConnectionRefusedError": (Unavailable, "nothing listens there; is kafka.bootstrap right, and is the cluster up?"),
    "gaierror": (Unavailable, "no such host; is kafka.bootstrap right?"),
    "KafkaConnectionError": (
        Unavailable,
        ("no broker answers; is the cluster up, is kafka.bootstrap right, and kafka.security_protocol the one of that "
         "port?"),
    ),
    "KafkaTimeoutError": (Unavailable, "no broker answers in time"),
    "TimeoutError": (Unavailable, "no broker answers in time"),
}
"""Name of the library's error -> our class and what people are told. What is not here is Unavailable."""


_EXPIRED, _OTHER_NAME, _OTHER_ADDRESS = 10, 62, 64
CERTIFICATES: dict[int, str] = {
    _EXPIRED: "the broker's certificate has expired: whoever runs the cluster must renew it",
    _OTHER_NAME: "the broker's certificate is for another name: kafka.bootstrap must use one that stands in it",
    _OTHER_ADDRESS: "the broker's certificate is for another address: kafka.bootstrap must use one that stands in it",
}
"""Code of a failed verification (X509_V_ERR_* of OpenSSL) -> what people are told."""


def translate(error: BaseException, doing: str) -> LogError:
    """Return the error of ours that ``error`` amounts to, for ``doing`` (a phrase such as "writing to x")."""
    if isinstance(error, LogError):
        return error
    for cause in _chain(error):
        for cls in type(cause).__mro__:
            if cls.__name__ in FAILURES:
                kind, text = FAILURES[cls.__name__]
                text = CERTIFICATES.get(getattr(cause, "verify_code", 0), text)
                detail = _detail(cause)
                return kind(f"{doing}: {text}" + (f" ({detail})" if detail else ""))
    return Unavailable(f"{doing}: {type(error).__name__}: {error}")


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Raise the library's and the network's failures inside as ours; a fault of our own code passes as it is."""
    try:
        yield
    except LogError:
        raise
    except Exception as error:
        # The library asserts its state transitions: an AssertionError there means that the producer is spoilt.
        theirs = any(cls.__module__.startswith("aiokafka") for cls in type(error).__mro__)
        if theirs or isinstance(error, (OSError, AssertionError)):
            raise translate(error, doing) from error
        raise


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield ``error`` and what caused it; the library wraps what it did not expect."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__


def _detail(error: BaseException) -> str:
    return "; ".join(str(part) for part in error.args if part and isinstance(part, (str, int)))[:300]
