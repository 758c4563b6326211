export default {
    "scalars": [
        1,
        2,
        3,
        5,
        7,
        10,
        11,
        12,
        13,
        14,
        15
    ],
    "types": {
        "Query": {
            "sentMessages": [
                8,
                {
                    "first": [
                        1
                    ],
                    "after": [
                        2
                    ]
                }
            ],
            "_service": [
                16
            ],
            "__typename": [
                2
            ]
        },
        "Int": {},
        "String": {},
        "DateTime": {},
        "PageInfo": {
            "hasNextPage": [
                5
            ],
            "hasPreviousPage": [
                5
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
        "Boolean": {},
        "SentMessage": {
            "id": [
                7
            ],
            "messageId": [
                2
            ],
            "to": [
                2
            ],
            "subject": [
                2
            ],
            "transport": [
                2
            ],
            "sentAt": [
                3
            ],
            "__typename": [
                2
            ]
        },
        "ID": {},
        "SentMessageConnection": {
            "nodes": [
                6
            ],
            "edges": [
                9
            ],
            "pageInfo": [
                4
            ],
            "totalCount": [
                1
            ],
            "__typename": [
                2
            ]
        },
        "SentMessageEdge": {
            "node": [
                6
            ],
            "cursor": [
                2
            ],
            "__typename": [
                2
            ]
        },
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