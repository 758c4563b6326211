export default {
    "scalars": [
        1,
        2,
        3,
        10,
        12,
        13,
        14,
        15,
        16,
        17,
        18,
        20
    ],
    "types": {
        "Query": {
            "bus": [
                7,
                {
                    "id": [
                        1,
                        "ID!"
                    ]
                }
            ],
            "buses": [
                8,
                {
                    "first": [
                        2
                    ],
                    "after": [
                        3
                    ]
                }
            ],
            "_entities": [
                21,
                {
                    "representations": [
                        20,
                        "[_Any!]!"
                    ]
                }
            ],
            "_service": [
                19
            ],
            "__typename": [
                3
            ]
        },
        "ID": {},
        "Int": {},
        "String": {},
        "Mutation": {
            "addBus": [
                6,
                {
                    "input": [
                        5,
                        "AddBusInput!"
                    ]
                }
            ],
            "__typename": [
                3
            ]
        },
        "AddBusInput": {
            "name": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "AddBusPayload": {
            "bus": [
                7
            ],
            "__typename": [
                3
            ]
        },
        "Bus": {
            "id": [
                1
            ],
            "name": [
                3
            ],
            "createdAt": [
                10
            ],
            "__typename": [
                3
            ]
        },
        "BusConnection": {
            "nodes": [
                7
            ],
            "edges": [
                9
            ],
            "pageInfo": [
                11
            ],
            "totalCount": [
                2
            ],
            "__typename": [
                3
            ]
        },
        "BusEdge": {
            "node": [
                7
            ],
            "cursor": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "DateTime": {},
        "PageInfo": {
            "hasNextPage": [
                12
            ],
            "hasPreviousPage": [
                12
            ],
            "startCursor": [
                3
            ],
            "endCursor": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "Boolean": {},
        "link__Import": {},
        "link__Purpose": {},
        "federation__FieldSet": {},
        "federation__Scope": {},
        "federation__Policy": {},
        "federation__ContextFieldValue": {},
        "_Service": {
            "sdl": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "_Any": {},
        "_Entity": {
            "on_Bus": [
                7
            ],
            "__typename": [
                3
            ]
        }
    }
}