export default {
    "scalars": [
        1,
        2,
        3,
        10,
        12,
        13,
        19,
        25,
        26,
        33,
        34,
        35,
        47,
        56,
        57,
        58,
        59,
        60,
        61,
        62
    ],
    "types": {
        "Query": {
            "deadLetter": [
                14,
                {
                    "number": [
                        1,
                        "Int!"
                    ],
                    "service": [
                        2,
                        "String!"
                    ]
                }
            ],
            "deadLetterGroups": [
                17,
                {
                    "filter": [
                        15
                    ],
                    "service": [
                        2
                    ]
                }
            ],
            "deadLetters": [
                18,
                {
                    "after": [
                        1
                    ],
                    "first": [
                        1
                    ],
                    "filter": [
                        15
                    ],
                    "service": [
                        2
                    ]
                }
            ],
            "eventCatalogue": [
                24
            ],
            "operatorAction": [
                28,
                {
                    "id": [
                        3,
                        "ID!"
                    ]
                }
            ],
            "operatorActions": [
                29,
                {
                    "first": [
                        1
                    ],
                    "after": [
                        2
                    ]
                }
            ],
            "outboxes": [
                38,
                {
                    "service": [
                        2
                    ]
                }
            ],
            "replicas": [
                46,
                {
                    "service": [
                        2
                    ]
                }
            ],
            "task": [
                53,
                {
                    "id": [
                        3,
                        "ID!"
                    ],
                    "service": [
                        2,
                        "String!"
                    ]
                }
            ],
            "tasks": [
                55,
                {
                    "first": [
                        1
                    ],
                    "filter": [
                        54
                    ],
                    "service": [
                        2
                    ]
                }
            ],
            "_service": [
                63
            ],
            "__typename": [
                2
            ]
        },
        "Int": {},
        "String": {},
        "ID": {},
        "Mutation": {
            "abandonConsumer": [
                6,
                {
                    "input": [
                        5,
                        "AbandonConsumerInput!"
                    ]
                }
            ],
            "cancelTask": [
                8,
                {
                    "input": [
                        7,
                        "CancelTaskInput!"
                    ]
                }
            ],
            "checkReplica": [
                11,
                {
                    "input": [
                        9,
                        "CheckReplicaInput!"
                    ]
                }
            ],
            "discardDeadLetters": [
                21,
                {
                    "input": [
                        20,
                        "DiscardDeadLettersInput!"
                    ]
                }
            ],
            "editDeadLetter": [
                23,
                {
                    "input": [
                        22,
                        "EditDeadLetterInput!"
                    ]
                }
            ],
            "rebuildReplica": [
                41,
                {
                    "input": [
                        40,
                        "RebuildReplicaInput!"
                    ]
                }
            ],
            "replayDeadLetters": [
                43,
                {
                    "input": [
                        42,
                        "ReplayDeadLettersInput!"
                    ]
                }
            ],
            "retryTask": [
                49,
                {
                    "input": [
                        48,
                        "RetryTaskInput!"
                    ]
                }
            ],
            "runTask": [
                51,
                {
                    "input": [
                        50,
                        "RunTaskInput!"
                    ]
                }
            ],
            "__typename": [
                2
            ]
        },
        "AbandonConsumerInput": {
            "service": [
                2
            ],
            "consumer": [
                2
            ],
            "__typename": [
                2
            ]
        },
        "AbandonConsumerPayload": {
            "action": [
                28
            ],
            "__typename": [
                2
            ]
        },
        "CancelTaskInput": {
            "service": [
                2
            ],
            "id": [
                3
            ],
            "__typename": [
                2
            ]
        },
        "CancelTaskPayload": {
            "action": [
                28
            ],
            "task": [
                53
            ],
            "__typename": [
                2
            ]
        },
        "CheckReplicaInput": {
            "service": [
                2
            ],
            "entity": [
                2
            ],
            "repair": [
                10
            ],
            "__typename": [
                2
            ]
        },
        "Boolean": {},
        "CheckReplicaPayload": {
            "action": [
                28
            ],
            "__typename": [
                2
            ]
        },
        "ConsumerState": {},
        "DateTime": {},
        "DeadLetter": {
            "service": [
                2
            ],
            "number": [
                1
            ],
            "source": [
                2
            ],
            "kind": [
                2
            ],
            "topic": [
                2
            ],
            "schemaVersion": [
                1
            ],
            "aggregateId": [
                3
            ],
            "handler": [
                2
            ],
            "state": [
                19
            ],
            "reason": [
                2
            ],
            "error": [
                2
            ],
            "fingerprint": [
                2
            ],
            "attempts": [
                1
            ],
            "payload": [
                25
            ],
            "headers": [
                25
            ],
            "writtenAt": [
                13
            ],
            "parkedAt": [
                13
            ],
            "triedAt": [
                13
            ],
            "endedAt": [
                13
            ],
            "__typename": [
                2
            ]
        },
        "DeadLetterFilter": {
            "source": [
                2
            ],
            "topic": [
                2
            ],
            "handler": [
                2
            ],
            "state": [
                19
            ],
            "reason": [
                2
            ],
            "fingerprint": [
                2
            ],
            "aggregateId": [
                3
            ],
            "__typename": [
                2
            ]
        },
        "DeadLetterGroup": {
            "service": [
                2
            ],
            "fingerprint": [
                2
            ],
            "reason": [
                2
            ],
            "handler": [
                2
            ],
            "topic": [
                2
            ],
            "count": [
                1
            ],
            "aggregates": [
                1
            ],
            "error": [
                2
            ],
            "firstAt": [
                13
            ],
            "lastAt": [
                13
            ],
            "__typename": [
                2
            ]
        },
        "DeadLetterGroupList": {
            "nodes": [
                16
            ],
            "unreachable": [
                2
            ],
            "__typename": [
                2
            ]
        },
        "DeadLetterList": {
            "nodes": [
                14
            ],
            "unreachable": [
                2
            ],
            "__typename": [
                2
            ]
        },
        "DeadLetterState": {},
        "DiscardDeadLettersInput": {
            "service": [
                2
            ],
            "number": [
                1
            ],
            "filter": [
                15
            ],
            "all": [
                10
            ],
            "__typename": [
                2
            ]
        },
        "DiscardDeadLettersPayload": {
            "action": [
                28
            ],
            "__typename": [
                2
            ]
        },
        "EditDeadLetterInput": {
            "service": [
                2
            ],
            "number": [
                1
            ],
            "payload": [
                25
            ],
            "__typename": [
                2
            ]
        },
        "EditDeadLetterPayload": {
            "action": [
                28
            ],
            "deadLetter": [
                14
            ],
            "__typename": [
                2
            ]
        },
        "EventCatalogue": {
            "nodes": [
                27
            ],
            "unreachable": [
                2
            ],
            "__typename": [
                2
            ]
        },
        "JSON": {},
        "MessageKind": {},
        "MessageType": {
            "topic": [
                2
            ],
            "version": [
                1
            ],
            "kind": [
                26
            ],
            "producers": [
                2
            ],
            "consumers": [
                2
            ],
            "schema": [
                25
            ],
            "outputSchema": [
                25
            ],
            "failures": [
                2
            ],
            "__typename": [
                2
            ]
        },
        "OperatorAction": {
            "id": [
                3
            ],
            "operatorId": [
                3
            ],
            "type": [
                35
            ],
            "service": [
                2
            ],
            "arguments": [
                25
            ],
            "state": [
                34
            ],
            "startedAt": [
                13
            ],
            "endedAt": [
                13
            ],
            "result": [
                25
            ],
            "error": [
                31
            ],
            "progress": [
                32
            ],
            "__typename": [
                2
            ]
        },
        "OperatorActionConnection": {
            "nodes": [
                28
            ],
            "edges": [
                30
            ],
            "pageInfo": [
                39
            ],
            "totalCount": [
                1
            ],
            "__typename": [
                2
            ]
        },
        "OperatorActionEdge": {
            "node": [
                28
            ],
            "cursor": [
                2
            ],
            "__typename": [
                2
            ]
        },
        "OperatorActionError": {
            "code": [
                2
            ],
            "message": [
                2
            ],
            "__typename": [
                2
            ]
        },
        "OperatorActionProgress": {
            "done": [
                33
            ],
            "total": [
                33
            ],
            "__typename": [
                2
            ]
        },
        "Float": {},
        "OperatorActionState": {},
        "OperatorActionType": {},
        "Outbox": {
            "service": [
                2
            ],
            "tick": [
                33
            ],
            "tickAgeSeconds": [
                33
            ],
            "sizeBytes": [
                33
            ],
            "consumers": [
                37
            ],
            "__typename": [
                2
            ]
        },
        "OutboxConsumer": {
            "name": [
                2
            ],
            "kind": [
                2
            ],
            "state": [
                12
            ],
            "topics": [
                2
            ],
            "unacknowledged": [
                33
            ],
            "oldestSeconds": [
                33
            ],
            "seenAt": [
                13
            ],
            "__typename": [
                2
            ]
        },
        "OutboxList": {
            "nodes": [
                36
            ],
            "unreachable": [
                2
            ],
            "__typename": [
                2
            ]
        },
        "PageInfo": {
            "hasNextPage": [
                10
            ],
            "hasPreviousPage": [
                10
            ],
            "startCursor": [
                2
            ],
            "endCursor": [
                2
            ],
            "__typename": [
                2
            ]
        },
        "RebuildReplicaInput": {
            "service": [
                2
            ],
            "entity": [
                2
            ],
            "__typename": [
                2
            ]
        },
        "RebuildReplicaPayload": {
            "action": [
                28
            ],
            "__typename": [
                2
            ]
        },
        "ReplayDeadLettersInput": {
            "service": [
                2
            ],
            "number": [
                1
            ],
            "filter": [
                15
            ],
            "all": [
                10
            ],
            "__typename": [
                2
            ]
        },
        "ReplayDeadLettersPayload": {
            "action": [
                28
            ],
            "__typename": [
                2
            ]
        },
        "Replica": {
            "service": [
                2
            ],
            "entity": [
                2
            ],
            "source": [
                2
            ],
            "state": [
                47
            ],
            "generation": [
                1
            ],
            "rowsDone": [
                33
            ],
            "rowsTotal": [
                33
            ],
            "startedAt": [
                13
            ],
            "readyAt": [
                13
            ],
            "checkedAt": [
                13
            ],
            "check": [
                45
            ],
            "__typename": [
                2
            ]
        },
        "ReplicaCheck": {
            "running": [
                10
            ],
            "rows": [
                33
            ],
            "differing": [
                33
            ],
            "missing": [
                33
            ],
            "extra": [
                33
            ],
            "repaired": [
                33
            ],
            "__typename": [
                2
            ]
        },
        "ReplicaList": {
            "nodes": [
                44
            ],
            "unreachable": [
                2
            ],
            "__typename": [
                2
            ]
        },
        "ReplicaState": {},
        "RetryTaskInput": {
            "service": [
                2
            ],
            "id": [
                3
            ],
            "__typename": [
                2
            ]
        },
        "RetryTaskPayload": {
            "action": [
                28
            ],
            "task": [
                53
            ],
            "__typename": [
                2
            ]
        },
        "RunTaskInput": {
            "service": [
                2
            ],
            "topic": [
                2
            ],
            "input": [
                25
            ],
            "__typename": [
                2
            ]
        },
        "RunTaskPayload": {
            "action": [
                28
            ],
            "task": [
                53
            ],
            "__typename": [
                2
            ]
        },
        "Task": {
            "id": [
                3
            ],
            "service": [
                2
            ],
            "topic": [
                2
            ],
            "schemaVersion": [
                1
            ],
            "state": [
                56
            ],
            "askers": [
                2
            ],
            "key": [
                2
            ],
            "schedule": [
                2
            ],
            "attempts": [
                1
            ],
            "arrivedAt": [
                13
            ],
            "dueAt": [
                13
            ],
            "deadlineAt": [
                13
            ],
            "endedAt": [
                13
            ],
            "cancelling": [
                10
            ],
            "failure": [
                2
            ],
            "error": [
                2
            ],
            "__typename": [
                2
            ]
        },
        "TaskDetails": {
            "id": [
                3
            ],
            "service": [
                2
            ],
            "topic": [
                2
            ],
            "schemaVersion": [
                1
            ],
            "state": [
                56
            ],
            "askers": [
                2
            ],
            "key": [
                2
            ],
            "schedule": [
                2
            ],
            "attempts": [
                1
            ],
            "arrivedAt": [
                13
            ],
            "dueAt": [
                13
            ],
            "deadlineAt": [
                13
            ],
            "endedAt": [
                13
            ],
            "cancelling": [
                10
            ],
            "failure": [
                2
            ],
            "error": [
                2
            ],
            "input": [
                25
            ],
            "output": [
                25
            ],
            "__typename": [
                2
            ]
        },
        "TaskFilter": {
            "topic": [
                2
            ],
            "state": [
                56
            ],
            "__typename": [
                2
            ]
        },
        "TaskList": {
            "nodes": [
                52
            ],
            "unreachable": [
                2
            ],
            "__typename": [
                2
            ]
        },
        "TaskState": {},
        "link__Import": {},
        "link__Purpose": {},
        "federation__FieldSet": {},
        "federation__Scope": {},
        "federation__Policy": {},
        "federation__ContextFieldValue": {},
        "_Service": {
            "sdl": [
                2
            ],
            "__typename": [
                2
            ]
        }
    }
}