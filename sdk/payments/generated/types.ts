export default {
    "scalars": [
        1,
        2,
        3,
        4,
        7,
        8,
        10,
        11,
        12,
        13,
        14,
        15,
        17,
        19,
        20
    ],
    "types": {
        "Query": {
            "payment": [
                6,
                {
                    "id": [
                        1,
                        "ID!"
                    ]
                }
            ],
            "_entities": [
                18,
                {
                    "representations": [
                        17,
                        "[_Any!]!"
                    ]
                }
            ],
            "_service": [
                16
            ],
            "__typename": [
                7
            ]
        },
        "ID": {},
        "CurrencyCode": {},
        "DateTime": {},
        "Decimal": {},
        "Money": {
            "amount": [
                4
            ],
            "currency": [
                2
            ],
            "__typename": [
                7
            ]
        },
        "Payment": {
            "id": [
                1
            ],
            "status": [
                8
            ],
            "declineCode": [
                7
            ],
            "createdAt": [
                3
            ],
            "amount": [
                5
            ],
            "__typename": [
                7
            ]
        },
        "String": {},
        "PaymentStatus": {},
        "Order": {
            "id": [
                1
            ],
            "payment": [
                6
            ],
            "__typename": [
                7
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
                7
            ],
            "__typename": [
                7
            ]
        },
        "_Any": {},
        "_Entity": {
            "on_Order": [
                9
            ],
            "on_Payment": [
                6
            ],
            "__typename": [
                7
            ]
        },
        "Boolean": {},
        "Int": {}
    }
}