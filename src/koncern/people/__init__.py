"""People: who can sign in, how, and what they are in which company.

- `users`: the people who can sign in.
- `attempts`: counts of sign-ins, mails and other tries of people who are not signed in.
- `sessions`: a sign-in, and everything that is renewed from it.
- `sign_ups`: how people become users by themselves.
- `passwords`: how people get a new password.
- `roles`: what an app calls the parts that people play in their companies.
- `memberships`: which companies a user belongs to, and what they may do with them.
- `customer_group_members`: which companies and users are in which customer groups.
- `colleagues`: which users a company has, and how they place each other.
"""
