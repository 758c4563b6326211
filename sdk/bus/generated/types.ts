export default {
    "scalars": [
        1,
        2,
        3,
        8,
        10,
        11,
        17,
        23,
        24,
        31,
        32,
        33,
        45,
        54,
        55,
        56,
        57,
        58,
        59,
        60
    ],
    "types": {
        "Query": {
            "deadLetter": [
                12,
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
                15,
                {
                    "filter": [
                        13
                    ],
                    "service": [
                        2
                    ]
                }
            ],
            "deadLetters": [
                16,
                {
                    "after": [
                        1
                    ],
                    "first": [
                        1
                    ],
                    "filter": [
                        13
                    ],
                    "service": [
                        2
                    ]
                }
            ],
            "eventCatalogue": [
                22
            ],
            "operatorAction": [
                26,
                {
                    "id": [
                        3,
                        "ID!"
                    ]
                }
            ],
            "operatorActions": [
                27,
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
                36,
                {
                    "service": [
                        2
                    ]
                }
            ],
            "replicas": [
                44,
                {
                    "service": [
                        2
                    ]
                }
            ],
            "task": [
                51,
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
                53,
                {
                    "first": [
                        1
                    ],
                    "filter": [
                        52
                    ],
                    "service": [
                        2
                    ]
                }
            ],
            "_service": [
                61
            ],
            "__typename": [
                2
            ]
        },
        "Int": {},
        "String": {},
        "ID": {},
        "Mutation": {
            "cancelTask": [
                6,
                {
                    "input": [
                        5,
                        "CancelTaskInput!"
                    ]
                }
            ],
            "checkReplica": [
                9,
                {
                    "input": [
                        7,
                        "CheckReplicaInput!"
                    ]
                }
            ],
            "discardDeadLetters": [
                19,
                {
                    "input": [
                        18,
                        "DiscardDeadLettersInput!"
                    ]
                }
            ],
            "editDeadLetter": [
                21,
                {
                    "input": [
                        20,
                        "EditDeadLetterInput!"
                    ]
                }
            ],
            "rebuildReplica": [
                39,
                {
                    "input": [
                        38,
                        "RebuildReplicaInput!"
                    ]
                }
            ],
            "replayDeadLetters": [
                41,
                {
                    "input": [
                        40,
                        "ReplayDeadLettersInput!"
                    ]
                }
            ],
            "retryTask": [
                47,
                {
                    "input": [
                        46,
                        "RetryTaskInput!"
                    ]
                }
            ],
            "runTask": [
                49,
                {
                    "input": [
                        48,
                        "RunTaskInput!"
                    ]
                }
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
                26
            ],
            "task": [
                51
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
                8
            ],
            "__typename": [
                2
            ]
        },
        "Boolean": {},
        "CheckReplicaPayload": {
            "action": [
                26
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
                17
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
                23
            ],
            "headers": [
                23
            ],
            "writtenAt": [
                11
            ],
            "parkedAt": [
                11
            ],
            "triedAt": [
                11
            ],
            "endedAt": [
                11
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
                17
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
                11
            ],
            "lastAt": [
                11
            ],
            "__typename": [
                2
            ]
        },
        "DeadLetterGroupList": {
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
        "DeadLetterList": {
            "nodes": [
                12
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
                13
            ],
            "all": [
                8
            ],
            "__typename": [
                2
            ]
        },
        "DiscardDeadLettersPayload": {
            "action": [
                26
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
                23
            ],
            "__typename": [
                2
            ]
        },
        "EditDeadLetterPayload": {
            "action": [
                26
            ],
            "deadLetter": [
                12
            ],
            "__typename": [
                2
            ]
        },
        "EventCatalogue": {
            "nodes": [
                25
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
                24
            ],
            "producers": [
                2
            ],
            "consumers": [
                2
            ],
            "schema": [
                23
            ],
            "outputSchema": [
                23
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
                33
            ],
            "service": [
                2
            ],
            "arguments": [
                23
            ],
            "state": [
                32
            ],
            "startedAt": [
                11
            ],
            "endedAt": [
                11
            ],
            "result": [
                23
            ],
            "error": [
                29
            ],
            "progress": [
                30
            ],
            "__typename": [
                2
            ]
        },
        "OperatorActionConnection": {
            "nodes": [
                26
            ],
            "edges": [
                28
            ],
            "pageInfo": [
                37
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
                26
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
                31
            ],
            "total": [
                31
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
                31
            ],
            "tickAgeSeconds": [
                31
            ],
            "sizeBytes": [
                31
            ],
            "consumers": [
                35
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
                10
            ],
            "topics": [
                2
            ],
            "unacknowledged": [
                31
            ],
            "oldestSeconds": [
                31
            ],
            "seenAt": [
                11
            ],
            "__typename": [
                2
            ]
        },
        "OutboxList": {
            "nodes": [
                34
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
                8
            ],
            "hasPreviousPage": [
                8
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
                26
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
                13
            ],
            "all": [
                8
            ],
            "__typename": [
                2
            ]
        },
        "ReplayDeadLettersPayload": {
            "action": [
                26
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
                45
            ],
            "generation": [
                1
            ],
            "rowsDone": [
                31
            ],
            "rowsTotal": [
                31
            ],
            "startedAt": [
                11
            ],
            "readyAt": [
                11
            ],
            "checkedAt": [
                11
            ],
            "check": [
                43
            ],
            "__typename": [
                2
            ]
        },
        "ReplicaCheck": {
            "running": [
                8
            ],
            "rows": [
                31
            ],
            "differing": [
                31
            ],
            "missing": [
                31
            ],
            "extra": [
                31
            ],
            "repaired": [
                31
            ],
            "__typename": [
                2
            ]
        },
        "ReplicaList": {
            "nodes": [
                42
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
                26
            ],
            "task": [
                51
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
                23
            ],
            "__typename": [
                2
            ]
        },
        "RunTaskPayload": {
            "action": [
                26
            ],
            "task": [
                51
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
                54
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
                11
            ],
            "dueAt": [
                11
            ],
            "deadlineAt": [
                11
            ],
            "endedAt": [
                11
            ],
            "cancelling": [
                8
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
                54
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
                11
            ],
            "dueAt": [
                11
            ],
            "deadlineAt": [
                11
            ],
            "endedAt": [
                11
            ],
            "cancelling": [
                8
            ],
            "failure": [
                2
            ],
            "error": [
                2
            ],
            "input": [
                23
            ],
            "output": [
                23
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
                54
            ],
            "__typename": [
                2
            ]
        },
        "TaskList": {
            "nodes": [
                50
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