def zero():
    print("this line is as the next one")
    print("this line is as the next one")
    print("this line is as the next one")
    print("this line is as the next one")
    print("the line before lied")

def one():
    print("this line is as the next one")
    print("this line is as the next one")
    print("this line is as the next one")
    print("this line is as the next one")
    print("the line before lied")

def two():
    print("this line is as the next one")
    print("this line is as the next one")
    print("this line is as the next one")
    print("this line is as the next one")
    print("the line before lied")

