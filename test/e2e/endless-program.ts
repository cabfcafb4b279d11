/** A program that runs until it is stopped, a call every hundredth of a second. */
export const endless = `
import time

def tick(number):
    time.sleep(0.01)
    return number + 1

number = 0
while True:
    number = tick(number)
`;
