export default {
    "scalars": [
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        11,
        13,
        14
    ],
    "types": {
        "Query": {
            "me": [
                1
            ],
            "_entities": [
                12,
                {
                    "representations": [
                        11,
                        "[_Any!]!"
                    ]
                }
            ],
            "_service": [
                10
            ],
            "__typename": [
                3
            ]
        },
        "User": {
            "id": [
                2
            ],
            "email": [
                3
            ],
            "displayName": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "ID": {},
        "String": {},
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
            "on_User": [
                1
            ],
            "__typename": [
                3
            ]
        },
        "Boolean": {},
        "Int": {}
    }
}