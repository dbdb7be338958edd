"""Profile: what a company keeps with the seller about itself.

- `addresses`: a company's addresses, one by one.
- `restrictions`: which members may use which address of their company.
- `file_store`: where the contents of files are: a folder, or a bucket by URL.
- `file_types`: what a file is by its content, and which names it may have.
- `files`: what companies upload: a row for each, and its content in the file store.
"""
